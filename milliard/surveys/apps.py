from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class SurveysConfig(declarations.MilliardAppConfig):
    name = "milliard.surveys"
    label = "surveys"
    verbose_name = "questionnaires"
    journal_codes = {
        "surveys.version.created": "Version de questionnaire créée",
        "surveys.collection.created": "Collecte créée",
        "surveys.collection.changed": "Collecte modifiée",
        "surveys.collection.opened": "Collecte ouverte",
        "surveys.collection.closed": "Collecte fermée",
        "surveys.collection.reopened": "Collecte rouverte",
        "surveys.collection.archived": "Collecte archivée",
        "surveys.collection.restored": "Collecte sortie des archives",
        "surveys.collection.deleted": "Collecte supprimée",
        "surveys.questionnaire.archived": "Questionnaire archivé",
        "surveys.questionnaire.restored": "Questionnaire sorti des archives",
        "surveys.questionnaire.deleted": "Questionnaire supprimé",
        "surveys.version.deleted": "Version de questionnaire supprimée",
        "surveys.version.adopted": "Version suivie par la collecte",
        "surveys.responses.converted": "Réponses passées à la version suivie",
        "surveys.quotas.set": "Quotas fixés",
        "surveys.consent_text.written": "Texte de consentement écrit",
        "surveys.correction_link.sent": "Lien de rectification envoyé à la demande de la personne",
        "surveys.address.forgotten": "Adresse oubliée à la demande de la personne",
        "surveys.invitations.sent": "Invitations envoyées",
        "surveys.reminders.sent": "Relances envoyées",
        "surveys.invitation.resent": "Invitation renvoyée à une personne",
        "surveys.invitation.removed": "Personne retirée des invitations",
        "surveys.invitation_words.written": "Texte d’invitation écrit",
        "surveys.paper.entered": "Réponse sur papier saisie",
        "surveys.answers.imported": "Réponses importées d’un fichier",
        "surveys.retention.announced": "Effacement des réponses annoncé, trente jours avant",
        "surveys.answers.purged": "Réponses et adresses effacées à la date dite",
        "surveys.response.erased": "Réponse effacée à la demande de la personne",
    }
    counted_codes = ("surveys.paper.entered",)
    staff_rights = {
        "organiser": ("add_*", "change_*", "view_*"),
        "analyst": ("view_*",),
        "admin": ("*",),
    }
    erase_again = "milliard.surveys.services.erasure.erase_responses_again"
    impersonal_models = {
        "Questionnaire": "code title",
        "Version": "changes created_by definition digest source_name",
        "ConsentText": "text",
        "Collection": "aim contact_email introduction note organiser preparation slug title",
        "InvitationWords": "reminder_subject reminder_text subject text",
        "Quota": "question_key value",
    }
    kept_data = "milliard.surveys.privacy.KEPT"
    mails = "milliard.surveys.emails.MAILS"
    housekeeping = "milliard.surveys.services.housekeeping.sweep"
    search_sources = "milliard.surveys.reports.search.SOURCES"
