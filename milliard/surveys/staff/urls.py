"""The team's addresses, under Wagtail's own."""

from django.urls import path

from milliard.surveys.staff import (
    collections,
    consents,
    invitations,
    lifecycle,
    limesurvey,
    person_requests,
    progress,
    questionnaires,
    quotas,
    uploads,
)

app_name = "surveys_staff"
urlpatterns = [
    path("questionnaires/", questionnaires.questionnaires, name="questionnaires"),
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
    path("collectes/", collections.collections, name="collections"),
    path("collectes/nouvelle/", collections.collection_create, name="collection_create"),
    path("collectes/<slug:slug>/", collections.collection, name="collection"),
    path("collectes/<slug:slug>/modifier/", collections.collection_edit, name="collection_edit"),
    path("collectes/<slug:slug>/ouvrir/", lifecycle.collection_open, name="collection_open"),
    path("collectes/<slug:slug>/fermer/", lifecycle.collection_close, name="collection_close"),
    path("collectes/<slug:slug>/rouvrir/", lifecycle.collection_reopen, name="collection_reopen"),
    path("collectes/<slug:slug>/version/", lifecycle.collection_adopt, name="collection_adopt"),
    path("collectes/<slug:slug>/quotas/", quotas.quotas, name="quotas"),
    path("collectes/<slug:slug>/invitations/", invitations.invitations, name="invitations"),
    path("collectes/<slug:slug>/relances/", invitations.reminders, name="reminders"),
    path("collectes/<slug:slug>/suivi/", progress.following, name="following"),
    path("collectes/<slug:slug>/suivi/<str:part>.<str:format>", progress.export, name="following_export"),
    path("collectes/<slug:slug>/demande/", person_requests.request_page, name="request"),
    path("collectes/<slug:slug>/demande/effacer/", person_requests.request_erase, name="request_erase"),
    path("collectes/<slug:slug>/demande/rectifier/", person_requests.request_correct, name="request_correct"),
]
