from django.urls import path

from milliard.participation import views

app_name = "participation"
urlpatterns = [
    path("evenements/", views.events, name="events"),
    path("evenements/<uuid:public_id>/", views.event, name="event"),
    path("missions/", views.missions, name="missions"),
    path("missions/<uuid:public_id>/", views.mission, name="mission"),
    path("groupes/", views.groups, name="groups"),
    path("groupes/<slug:slug>/", views.group, name="group"),
]
