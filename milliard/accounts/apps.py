from django.db.models.signals import post_migrate

from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class AccountsConfig(declarations.MilliardAppConfig):
    name = "milliard.accounts"
    label = "accounts"
    verbose_name = "personnes"
    journal_codes = {
        "accounts.role.granted": "Rôle attribué",
        "accounts.role.revoked": "Rôle retiré",
        "accounts.account.erased": "Compte effacé à la demande de la personne",
        "accounts.account.deactivated": "Compte fermé par l’équipe",
        "accounts.account.reactivated": "Compte rouvert par l’équipe",
        "accounts.colleague.invited": "Invitation dans l’équipe",
        "accounts.colleague.uninvited": "Invitation dans l’équipe retirée",
        "accounts.colleague.accepted": "Invitation dans l’équipe acceptée",
    }

    kept_data = "milliard.accounts.privacy.KEPT"
    person_data = "milliard.accounts.services.PERSON_DATA"
    erase_again = "milliard.accounts.services.erase_accounts_again"
    mails = "milliard.accounts.emails.MAILS"
    housekeeping = "milliard.accounts.services.team.tidy_up_accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from milliard.accounts.middleware import note_sign_in
        from milliard.accounts.permissions import sync_after_migration

        user_logged_in.connect(note_sign_in, dispatch_uid="accounts.note_sign_in")
        post_migrate.connect(sync_after_migration, dispatch_uid="accounts.groups")
