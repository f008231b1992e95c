"""`manage.py reconcile_helloasso --apply`: run every night by a timer."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from milliard.payments.helloasso.client import ProviderAway, is_set_up
from milliard.payments.services.reconciliation import reconcile_helloasso


class Command(BaseCommand):
    help = (
        "Relit chez HelloAsso les paiements qui ont changé depuis la dernière fois (remboursés, contestés,"
        " rejetés, jamais notifiés) et met nos comptes en accord. Sans --apply, ne change rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=_day, help="relire depuis cette date (2026-03-31)")
        parser.add_argument("--apply", action="store_true", help="écrire vraiment")

    def handle(self, *args: Any, since: dt.date | None, apply: bool, **options: Any) -> None:
        if not is_set_up():
            self.stdout.write("HelloAsso n’est pas réglé sur cette installation : rien à relire.")
            return
        start = timezone.make_aware(dt.datetime.combine(since, dt.time.min)) if since else None
        try:
            done = reconcile_helloasso(since=start, apply=apply)
        except ProviderAway as away:
            raise CommandError(
                f"HelloAsso ne répond pas ({away}). Rien n’est perdu : la prochaine relecture repartira du"
                " même point."
            ) from None
        self.stdout.write(
            f"Depuis le {timezone.localtime(done.since):%d/%m/%Y %H:%M} : {done.read_count} paiements relus,"
            f" {len(done.differing)} différents de nos comptes, {done.unreadable_count} illisibles."
        )
        for number in done.differing:
            self.stdout.write(f"  {number}")
        if done.failed:
            numbers = ", ".join(map(str, done.failed))
            raise CommandError(f"À regarder, ces paiements n’ont pas pu être écrits : {numbers}.")
        if not apply:
            self.stdout.write("Rien n’a été écrit : ajoutez --apply.")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"«{text}» n’est pas une date : écrivez 2026-03-31.") from None
