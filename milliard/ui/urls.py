from django.urls import path

from milliard.ui import views

app_name = "ui"
urlpatterns = [
    path("composants/", views.gallery, name="gallery"),
    path("theme/", views.theme, name="theme"),
]
