"""The addresses of the screens that no viewset declares."""

from django.urls import path

from milliard.fieldwork.staff import (
    archives,
    consents,
    invitation_lists,
    invitation_words,
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
    path("questionnaires/modele/", questionnaires.blank, name="blank"),
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
    path(
        "questionnaires/<slug:code>/<int:number>/supprimer/", archives.version_delete, name="version_delete"
    ),
    path("questionnaires/<slug:code>/supprimer/", archives.questionnaire_delete, name="questionnaire_delete"),
    path(
        "questionnaires/<slug:code>/archiver/", archives.questionnaire_archive, name="questionnaire_archive"
    ),
    path("consentements/", consents.consents, name="consents"),
    path("collectes/<slug:slug>/quotas/", quotas.quotas, name="quotas"),
    path("collectes/<slug:slug>/invitations/", invitations.invitations, name="invitations"),
    path(
        "collectes/<slug:slug>/invitations/verifier/<str:ticket>/",
        invitations.invitation_check,
        name="invitation_check",
    ),
    path(
        "collectes/<slug:slug>/invitations/personnes/",
        invitation_lists.invitation_list,
        name="invitation_list",
    ),
    path(
        "collectes/<slug:slug>/invitations/<uuid:public_id>/retirer/",
        invitation_lists.invitation_remove,
        name="invitation_remove",
    ),
    path(
        "collectes/<slug:slug>/invitations/<uuid:public_id>/renvoyer/",
        invitation_lists.invitation_resend,
        name="invitation_resend",
    ),
    path(
        "collectes/<slug:slug>/invitations/texte/", invitation_words.invitation_words, name="invitation_words"
    ),
    path("collectes/<slug:slug>/relances/", invitations.reminders, name="reminders"),
    path("collectes/<slug:slug>/suivi/", progress.following, name="following"),
    path("collectes/<slug:slug>/suivi/<str:part>.<str:format>", progress.export, name="following_export"),
    path("collectes/<slug:slug>/oublier/", person_requests.request_forget, name="request_forget"),
]
