from django.urls import path

from milliard.places import views

app_name = "places"
urlpatterns = [
    path("", views.places, name="places"),
    path("<slug:slug>/", views.place, name="place"),
]
