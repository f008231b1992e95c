"""`manage.py send_letters --apply`: run every five minutes by a timer; resumes whatever is due."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from french import plural
from milliard.core.mail import MailDelayed
from milliard.letters.models import Letter
from milliard.letters.queue import next_try_at, send_slice
from milliard.letters.services.digests import gather_waiting

_SLICE_S = 20.0


class Command(BaseCommand):
    help = (
        "Envoie ce qui doit partir\u00a0: lettres dont l’heure est venue, envois interrompus, lettres"
        " groupées. Peut être lancé deux fois\u00a0: personne ne reçoit rien en double. Sans --apply, dit ce"
        " qui partirait."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="envoyer vraiment")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        if apply:
            gathered = gather_waiting()
            self.stdout.write(f"{plural(gathered, 'lettre groupée préparée', 'lettres groupées préparées')}.")
        for letter in Letter.objects.due().order_by("scheduled_at", "pk"):
            if apply:
                self._send(letter)
            else:
                self.stdout.write(f"À envoyer\u00a0: {letter.subject}")
        if not apply:
            self.stdout.write("Rien n’a été envoyé\u00a0: ajoutez --apply.")

    def _send(self, letter: Letter) -> None:
        try:
            while send_slice(letter, seconds=_SLICE_S) and next_try_at(letter) is None:
                pass
        except MailDelayed as delayed:
            self.stdout.write(f"{letter.subject}\u00a0: le serveur de courrier ne prend rien ({delayed}).")
            return
        letter.refresh_from_db()
        self.stdout.write(f"{letter.subject}\u00a0: {letter.get_state_display()}.")
