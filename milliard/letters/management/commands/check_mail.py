"""`manage.py check_mail`: says what works of the mail. Exits with 1 for a fault, 2 when refused."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.core.validators import validate_email

from french import plural
from milliard.core.refusals import Refused
from milliard.letters.mail_checks import CHECKS, Finding, MailVerdict, send_trial

BROKEN, REFUSED = 1, 2


class Command(BaseCommand):
    help = (
        "Dit ce qui marche du courrier\u00a0: serveur, domaine, liens, désabonnement, boîte de retours, file."
        " N’écrit rien et n’interroge que le serveur de courrier et la boîte. Avec --to, envoie une lettre"
        " d’essai. Finit par 1 si quelque chose est en panne, par 2 si l’adresse est refusée."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", default="", help="adresse où envoyer une lettre d’essai")

    def handle(self, *args: Any, to: str, **options: Any) -> None:
        findings = [finding for title, check in CHECKS.items() for finding in self._told(title, check())]
        if to:
            try:
                validate_email(to)
                findings += self._told("La lettre d’essai", send_trial(to))
            except ValidationError:
                self._refuse(f"«\u00a0{to}\u00a0» n’est pas une adresse e-mail.")
            except Refused as refusal:
                self._refuse(refusal.message)
        self._sum_up(findings)

    def _told(self, title: str, found: Iterable[Finding]) -> list[Finding]:
        """Say what was found under its title, as soon as it is."""
        told: list[Finding] = []
        for finding in found:
            if not told:
                self.stdout.write(f"\n{title}")
            told.append(finding)
            self.stdout.write(f"  {finding.verdict.value:<8}  {finding.words}")
            for line in finding.lines:
                self.stdout.write(f"            {line}")
        return told

    def _sum_up(self, findings: list[Finding]) -> None:
        broken = sum(finding.verdict == MailVerdict.BROKEN for finding in findings)
        by_hand = sum(finding.verdict == MailVerdict.BY_HAND for finding in findings)
        look = plural(by_hand, "point est à voir", "points sont à voir")
        if broken:
            points = plural(broken, "point est en panne", "points sont en panne")
            self.stdout.write(f"\n{points}, {look} par une personne.")
            sys.exit(BROKEN)
        self.stdout.write(f"\nRien n’est en panne, {look} par une personne.")

    def _refuse(self, message: str) -> None:
        self.stderr.write(message)
        sys.exit(REFUSED)
