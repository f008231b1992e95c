from django.urls import path

from milliard.participation import views
from milliard.participation.views import calendars, rooms, running

app_name = "participation"
urlpatterns = [
    path("", views.agir, name="agir"),
    path("evenements/", views.events, name="events"),
    path("evenements/annoncer/", running.announce, name="announce"),
    path("evenements/<uuid:public_id>/", views.event, name="event"),
    path("evenements/<uuid:public_id>/changer/", running.change, name="change"),
    path("evenements/<uuid:public_id>/annuler/", running.cancel, name="cancel"),
    path("evenements/<uuid:public_id>/presences/", running.attendance, name="attendance"),
    path("evenements/<uuid:public_id>/presences.csv", running.attendance_csv, name="attendance_csv"),
    path("evenements/<uuid:public_id>/agenda.ics", calendars.event_calendar, name="event_calendar"),
    path("agendas/lieux/<slug:slug>.ics", calendars.place_calendar, name="place_calendar"),
    path("agendas/departements/<slug:code>.ics", calendars.department_calendar, name="department_calendar"),
    path("agendas/moi/<str:token>.ics", calendars.own_calendar, name="own_calendar"),
    path("agendas/<uuid:public_id>/", calendars.calendar_key, name="calendar_key"),
    path("missions/", views.missions, name="missions"),
    path("missions/ecrire/", running.write, name="write"),
    path("missions/<uuid:public_id>/", views.mission, name="mission"),
    path("missions/<uuid:public_id>/changer/", running.rewrite, name="rewrite"),
    path("missions/<uuid:public_id>/ouvrir/", running.set_open, name="set_open"),
    path("missions/<uuid:public_id>/merci/", running.thank_page, name="thank"),
    path("groupes/", views.groups, name="groups"),
    path("groupes/<slug:slug>/", views.group, name="group"),
    path("groupes/<slug:slug>/page/", rooms.group_page, name="group_page"),
    path("groupes/<slug:slug>/documents/", rooms.documents, name="documents"),
    path("groupes/<slug:slug>/documents/<uuid:public_id>/", rooms.document, name="document"),
    path(
        "groupes/<slug:slug>/documents/<uuid:public_id>/retirer/",
        rooms.remove_document_page,
        name="remove_document",
    ),
    path("groupes/<slug:slug>/lettre/", rooms.group_letter, name="group_letter"),
    path("groupes/<slug:slug>/personnes/<int:pk>/", views.group_seat, name="group_seat"),
]
