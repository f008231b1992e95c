from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "milliard.members"
    label = "members"
    verbose_name = "personnes"
    journal_codes = {
        "members.role.granted": "Rôle attribué",
        "members.role.revoked": "Rôle retiré",
        "members.account.erased": "Compte effacé à la demande de la personne",
    }
