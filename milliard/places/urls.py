from django.urls import path

from milliard.places import views

app_name = "places"
urlpatterns = [
    path("", views.places, name="places"),
    path("proposer/", views.propose, name="propose"),
    path("les-miens/", views.mine, name="mine"),
    path("<slug:slug>/", views.place, name="place"),
    path("<slug:slug>/modifier/", views.edit, name="edit"),
    path("<slug:slug>/equipe/", views.team, name="team"),
    path("<slug:slug>/fermer/", views.close, name="close"),
]
