"""`manage.py create_admin EMAIL --apply`: the first administrator, who then signs in by e-mailed code."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from milliard.accounts.enums import Role
from milliard.accounts.services import RoleAlreadyGranted, create_account, grant_role


class Command(BaseCommand):
    help = "Crée un compte d’administration sans mot de passe. Sans --apply, ne change rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="adresse e-mail de la personne")
        parser.add_argument("--name", default="", help="nom d’usage")
        parser.add_argument("--apply", action="store_true", help="écrire vraiment")

    def handle(self, *args: Any, email: str, name: str, apply: bool, **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} n’est pas une adresse e-mail.", returncode=2) from error
        with transaction.atomic():
            user = create_account(email=email, display_name=name)
            try:
                grant_role(user=user, role=Role.ADMIN, by=None)
                said = f"{email} devient administrateur·rice : connexion par code reçu par e-mail."
            except RoleAlreadyGranted:
                said = f"{email} est déjà administrateur·rice."
            transaction.set_rollback(not apply)
        self.stdout.write(said)
        if not apply:
            self.stdout.write("Rien n’a été écrit : ajoutez --apply.")
