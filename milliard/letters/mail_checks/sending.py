"""Whether something empties the queue: workers alive, tasks and letters that wait longer than they should."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from french import format_time, plural
from milliard.core.workers import count_workers
from milliard.letters.enums import DeliveryState
from milliard.letters.mail_checks.findings import Finding, broken, by_hand, works
from milliard.letters.models import Delivery, Letter
from milliard.letters.queue import is_being_sent, next_try_at

#: Three rounds of the timer of `send_letters`; a task is taken within seconds.
_LATE = dt.timedelta(minutes=15)
_TIMERS = "systemctl list-timers 'milliard-*'"


def check_sending() -> Iterator[Finding]:
    """What the database tells; whether timers are armed, the machine alone knows."""
    yield _workers()
    yield from _late_tasks()
    yield _late_letters()
    yield from _late_digests()
    yield from _uncertain()
    if not settings.IS_DEMONSTRATION:
        yield by_hand(
            "Les minuteurs\u00a0: send_letters toutes les cinq minutes, read_bounces tous les quarts"
            " d’heure.",
            _TIMERS,
        )


def _workers() -> Finding:
    count = count_workers()
    if not count:
        return broken(
            "Aucun ouvrier ne vide la file\u00a0: codes, reçus et lettres attendent.",
            "systemctl status milliard-worker@1",
        )
    return works(f"{plural(count, 'ouvrier vide', 'ouvriers vident')} la file.")


def _late_tasks() -> Iterator[Finding]:
    now = timezone.now()
    # A task for later was queued long before its moment.
    its_moment = Q(run_after__gt=now) | Q(run_after__lt=now - _LATE)
    late = DBTaskResult.objects.ready().filter(its_moment, enqueued_at__lt=now - _LATE)
    if count := late.count():
        yield broken(
            f"{plural(count, 'tâche attend', 'tâches attendent')} depuis plus d’un quart d’heure.",
            "L’ouvrier est arrêté, ou occupé\u00a0: journalctl -u milliard-worker@1",
        )


def _late_letters() -> Finding:
    due = Letter.objects.due()
    late = [
        letter
        for letter in due.filter(scheduled_at__lt=timezone.now() - _LATE)
        if next_try_at(letter) is None and not is_being_sent(letter)
    ]
    if late:
        since = min(letter.scheduled_at for letter in late if letter.scheduled_at)
        return broken(
            f"{plural(len(late), 'lettre devait', 'lettres devaient')} partir, la première à"
            f" {_clock(since)}, et"
            " personne ne l’envoie.",
            "Le minuteur de send_letters ne tourne pas, ou le serveur ne prend rien\u00a0:"
            " manage.py send_letters --apply",
        )
    return works(f"{plural(due.count(), 'lettre à envoyer', 'lettres à envoyer')}, aucune en retard.")


def _late_digests() -> Iterator[Finding]:
    """What waits for somebody's first digest is gathered by the next round of the timer."""
    waiting = Delivery.objects.filter(
        state=DeliveryState.WAITING,
        letter__scheduled_at__lt=timezone.now() - _LATE,
        member__subscription__is_on=True,
        member__subscription__last_sent_at=None,
    )
    if waiting.exclude(member__email="").exists():
        yield broken(
            "Des lettres groupées attendent d’être préparées.", "Le minuteur de send_letters ne tourne pas."
        )


def _uncertain() -> Iterator[Finding]:
    uncertain = Delivery.objects.filter(state=DeliveryState.UNCERTAIN)
    letters = uncertain.values_list("letter__subject", flat=True).distinct()[:5]
    if letters:
        yield by_hand(
            "Des messages sont peut-être partis, peut-être pas\u00a0: leur lettre offre de les régler.",
            *letters,
        )


def _clock(moment: dt.datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local:%d/%m} {format_time(local)}"
