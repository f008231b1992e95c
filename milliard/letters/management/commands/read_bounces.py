"""`manage.py read_bounces --apply`: run every quarter of an hour by a timer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from milliard.letters.services.bounce_mailbox import MailboxAway, is_set_up, read_mailbox


class Command(BaseCommand):
    help = (
        "Lit la boîte où reviennent les messages non remis et note les adresses mortes. Peut être lancé deux"
        " fois. Sans --apply, ne note rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="écrire vraiment")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        if not is_set_up():
            self.stdout.write("Aucune boîte de retours n’est réglée (BOUNCE_IMAP_HOST)\u00a0: rien à lire.")
            return
        try:
            read = read_mailbox(apply=apply)
        except MailboxAway as away:
            raise CommandError(away.message) from None
        self.stdout.write(
            f"{read.new} retours notés, {read.known} déjà connus, {read.others} messages d’autre chose"
            " (marqués d’un drapeau, pour une personne)."
        )
        if not apply:
            self.stdout.write("Rien n’a été noté\u00a0: ajoutez --apply.")
