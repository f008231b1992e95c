from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MembersConfig(AppConfig):
    name = "milliard.members"
    label = "members"
    verbose_name = "personnes"
    journal_codes = {
        "members.role.granted": "Rôle attribué",
        "members.role.revoked": "Rôle retiré",
        "members.account.erased": "Compte effacé à la demande de la personne",
    }

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from milliard.members.middleware import note_sign_in
        from milliard.members.permissions import sync_after_migration

        user_logged_in.connect(note_sign_in, dispatch_uid="members.note_sign_in")
        post_migrate.connect(sync_after_migration, dispatch_uid="members.groups")
