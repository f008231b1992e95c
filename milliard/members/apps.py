from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class MembersConfig(declarations.MilliardAppConfig):
    name = "milliard.members"
    label = "members"
    verbose_name = "membres"
    journal_codes = {
        "members.member.added": "Membre inscrit·e par l’équipe",
        "members.member.merged": "Fiches de membre réunies",
        "members.member.unmerged": "Fiches de membre séparées",
        "members.exclusion.opened": "Procédure d’exclusion ouverte",
        "members.exclusion.decided": "Procédure d’exclusion décidée",
        "members.death.recorded": "Décès noté",
        "members.rates.set": "Règles de cotisation écrites",
        "members.rates.withdrawn": "Règles de cotisation retirées",
    }
    staff_rights = {"organiser": ("view_*",), "treasurer": ("view_*",), "admin": ("view_*",)}
    mails = "milliard.members.emails.MAILS"
    housekeeping = "milliard.members.services.housekeeping.tidy"
    payment_purposes = "milliard.members.purposes.PURPOSES"
    search_documents = "milliard.members.search.search_joining"
    segment_facts = "milliard.members.facts.FACTS"
    person_data = "milliard.members.services.personal_data.PERSON_DATA"
    kept_data = "milliard.members.privacy.KEPT"
    impersonal_models = ("DuesRates",)

    def ready(self) -> None:
        from allauth.account.signals import email_changed
        from django.contrib.auth.signals import user_logged_in

        from milliard.members import receivers
        from milliard.members.services.following import follow_requests
        from milliard.payments.signals import requests_changed

        requests_changed.connect(follow_requests, dispatch_uid="members.follow_requests")
        user_logged_in.connect(receivers.claim_members, dispatch_uid="members.claim_members")
        email_changed.connect(receivers.follow_address, dispatch_uid="members.follow_address")
