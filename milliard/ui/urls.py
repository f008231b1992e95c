from django.urls import path

from milliard.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("apparence/", views.theme, name="theme"),
]
