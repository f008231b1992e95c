"""The team's addresses, under Wagtail's own."""

from django.urls import path

from milliard.surveys.staff import (
    collections,
    consents,
    datasets,
    following,
    freezing,
    imports,
    invitations,
    lifecycle,
    limesurvey,
    questionnaires,
    quotas,
    requests,
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
    path("collectes/<slug:slug>/suivi/", following.following, name="following"),
    path("collectes/<slug:slug>/suivi/<str:part>.<str:format>", following.export, name="following_export"),
    path("collectes/<slug:slug>/demande/", requests.request_page, name="request"),
    path("collectes/<slug:slug>/demande/effacer/", requests.request_erase, name="request_erase"),
    path("collectes/<slug:slug>/demande/rectifier/", requests.request_correct, name="request_correct"),
    path("collectes/<slug:slug>/figer/", freezing.freeze, name="freeze"),
    path("jeux-de-donnees/", datasets.datasets, name="datasets"),
    path("jeux-de-donnees/importer/", imports.import_answers, name="import_answers"),
    path("jeux-de-donnees/importer/confirmer/", imports.import_apply, name="import_apply"),
    path("jeux-de-donnees/<slug:slug>/", datasets.dataset, name="dataset"),
    path("jeux-de-donnees/<slug:slug>/dictionnaire.<str:format>", datasets.codebook, name="codebook"),
]
