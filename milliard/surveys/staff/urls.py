"""The addresses of the screens that no viewset declares."""

from django.urls import path

from milliard.surveys.staff import (
    consents,
    invitations,
    limesurvey,
    person_requests,
    progress,
    questionnaires,
    quotas,
    uploads,
)

urlpatterns = [
    path("questionnaires/importer/", uploads.upload, name="upload"),
    path("questionnaires/creer/", uploads.create_version, name="create_version"),
    path("questionnaires/<slug:code>/<int:number>/", questionnaires.version, name="version"),
    path("questionnaires/<slug:code>/<int:number>/xlsform/", questionnaires.xlsform, name="xlsform"),
    path("questionnaires/<slug:code>/<int:number>/limesurvey/", limesurvey.limesurvey, name="limesurvey"),
    path(
        "questionnaires/<slug:code>/<int:number>/limesurvey/fichier/",
        limesurvey.limesurvey_file,
        name="limesurvey_file",
    ),
    path("questionnaires/<slug:code>/<int:number>/json/", questionnaires.definition, name="definition"),
    path("consentements/", consents.consents, name="consents"),
    path("collectes/<slug:slug>/quotas/", quotas.quotas, name="quotas"),
    path("collectes/<slug:slug>/invitations/", invitations.invitations, name="invitations"),
    path("collectes/<slug:slug>/relances/", invitations.reminders, name="reminders"),
    path("collectes/<slug:slug>/suivi/", progress.following, name="following"),
    path("collectes/<slug:slug>/suivi/<str:part>.<str:format>", progress.export, name="following_export"),
    path("collectes/<slug:slug>/demande/", person_requests.request_page, name="request"),
    path("collectes/<slug:slug>/demande/effacer/", person_requests.request_erase, name="request_erase"),
    path("collectes/<slug:slug>/demande/oublier/", person_requests.request_forget, name="request_forget"),
    path("collectes/<slug:slug>/demande/rectifier/", person_requests.request_correct, name="request_correct"),
]
