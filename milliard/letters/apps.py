from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class LettersConfig(declarations.MilliardAppConfig):
    name = "milliard.letters"
    label = "letters"
    verbose_name = "lettres"
    journal_codes = {
        "letters.segment.made": "Liste de membres créée",
        "letters.segment.changed": "Liste de membres modifiée",
        "letters.letter.drafted": "Lettre commencée",
        "letters.letter.changed": "Lettre modifiée",
        "letters.letter.frozen": "Destinataires d’une lettre arrêtés",
        "letters.letter.scheduled": "Lettre confirmée",
        "letters.letter.cancelled": "Envoi d’une lettre arrêté",
        "letters.letter.settled": "Messages incertains d’une lettre réglés",
        "letters.address.cleared": "Adresse morte remise en service",
    }
    staff_rights = {"organiser": ("*",), "admin": ("*",)}
    mails = "milliard.letters.emails.MAILS"
    writing_screen = "milliard.letters.staff.letters.writing_address"
    member_panel = "milliard.letters.views.subscription_panel"
    housekeeping = "milliard.letters.services.retention.forget_old"
    person_data = "milliard.letters.services.personal_data.PERSON_DATA"
    member_data = "milliard.letters.services.personal_data.MEMBER_DATA"
    kept_data = "milliard.letters.privacy.KEPT"
    impersonal_models = {
        "Segment": "conditions created_by name",
        "Letter": "frozen_conditions source subject written_by",
        "LetterLink": "url",
        "DeliveryCount": "",
    }

    def ready(self) -> None:
        from anymail.signals import tracking

        from milliard.letters.services.events import record_provider_event
        from milliard.letters.services.subscriptions import follow_consent
        from milliard.members.signals import consent_recorded

        consent_recorded.connect(follow_consent, dispatch_uid="letters.follow_consent")
        tracking.connect(record_provider_event, dispatch_uid="letters.record_provider_event")
