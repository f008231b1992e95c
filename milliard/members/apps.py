from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class MembersConfig(declarations.MilliardAppConfig):
    name = "milliard.members"
    label = "members"
    verbose_name = "membres"
    journal_codes = {
        "members.member.added": "Membre inscrit·e par l’équipe",
        "members.member.entered_by_hand": "Membre saisi·e depuis un formulaire papier",
        "members.member.opened": "Fiche de membre ouverte",
        "members.member.corrected": "Identité corrigée par l’équipe",
        "members.member.resigned": "Démission notée par l’équipe",
        "members.member.merged": "Fiches de membre réunies",
        "members.member.unmerged": "Fiches de membre séparées",
        "members.member.exported": "Données remises à la demande de la personne",
        "members.member.erased": "Membre effacé·e à la demande de la personne",
        "members.import.applied": "Fichier de membres importé",
        "members.import.undone": "Import de membres défait",
        "members.duplicate.dismissed": "Doublon possible écarté",
        "members.register.exported": "Registre emporté",
        "members.exclusion.opened": "Procédure d’exclusion ouverte",
        "members.exclusion.decided": "Procédure d’exclusion décidée",
        "members.death.recorded": "Décès noté",
        "members.death.undone": "Décès noté par erreur, annulé",
        "members.rates.set": "Règles de cotisation écrites",
        "members.rates.withdrawn": "Règles de cotisation retirées",
    }
    staff_rights = {"organiser": ("view_*",), "treasurer": ("view_*",), "admin": ("view_*",)}
    mails = "milliard.members.emails.MAILS"
    housekeeping = "milliard.members.services.housekeeping.tidy"
    home_figure = "milliard.members.home.number_of_members"
    society_groups = "milliard.members.traits.society_groups"
    payment_purposes = "milliard.members.purposes.PURPOSES"
    search_sources = "milliard.members.search.SOURCES"
    segment_facts = "milliard.members.facts.FACTS"
    ready_segments = "milliard.members.facts.READY_SEGMENTS"
    erase_again = "milliard.members.services.rights.erase_members_again"
    person_data = "milliard.members.services.personal_data.PERSON_DATA"
    kept_data = "milliard.members.privacy.KEPT"
    impersonal_models = {
        "DuesRates": "suggested_cents year_starts",
        "DeskCount": "by_department reminders",
        "MemberCount": "",
        "MemberImport": "file_name imported_by origin undone_by",
    }

    def ready(self) -> None:
        from allauth.account.signals import email_changed
        from django.contrib.auth.signals import user_logged_in

        from milliard.members import receivers
        from milliard.members.services.following import follow_requests
        from milliard.payments.signals import requests_changed

        requests_changed.connect(follow_requests, dispatch_uid="members.follow_requests")
        user_logged_in.connect(receivers.claim_members, dispatch_uid="members.claim_members")
        email_changed.connect(receivers.follow_address, dispatch_uid="members.follow_address")
