"""The lottery of a draw: freeze the pool, make the lottery, draw, replace.

What nobody can choose comes last: the seed is committed to and the pool published when it is frozen, the
lottery is made and its digest published, then a value announced beforehand happens, and both decide together.
Whoever draws holds the row of the draw: the second one finds it done. A draw is never done again.
"""

import datetime as dt
import json
import secrets
import time
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone

from engines import sortition
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.core.sealing import seal, unseal
from milliard.society import emails, policies
from milliard.society.enums import DrawState, EntryState, RoundState
from milliard.society.models import Draw, DrawEntry, DrawRound
from milliard.society.reports.pools import pool_of, problem_of, selection_of
from milliard.society.reports.published import standing_panel
from milliard.society.services.draws import locked_draw

_PURPOSE = "society.seed"
#: Progress is written down no oftener.
_TELL_EVERY_S = 0.5


class CallStillOpen(Refused):
    """Volunteers were promised more days."""

    message = "L’appel court encore\u00a0: on arrête la liste des volontaires après le dernier jour annoncé."


class TargetsOutOfReach(Refused):
    message = "Aucun panel n’atteint les cibles avec ces volontaires."


class ValueAlreadyKnown(Refused):
    """The public value would be known before the lottery is published."""

    message = "La valeur publique doit venir après\u00a0: choisissez un évènement de demain ou plus tard."


class ValueNotYetKnown(Refused):
    message = "La valeur annoncée n’est pas encore connue\u00a0: revenez le jour dit."


class NotReadyToDraw(Refused):
    message = "La loterie n’est pas prête\u00a0: elle se prépare encore, ou n’a pas pu l’être."


class AlreadyDrawn(Refused):
    """Somebody else pressed first, or the page is old."""

    message = "Le tirage a déjà eu lieu, et il n’y en a qu’un\u00a0: la page montre son résultat."


class NobodyToReplace(Refused):
    message = (
        "Personne n’est à remplacer\u00a0: toutes les places sont tenues, ou des réponses sont attendues."
    )


@transaction.atomic
def freeze_pool(*, draw: Draw, public_source: str, public_on: dt.date, by: User | None) -> DrawRound:
    """Fix who is in the draw, publish its digest and the commitment, and have the lottery made.

    Raises
    ------
    NotAllowed, DrawMovedOn, CallStillOpen, ValueAlreadyKnown, TargetsOutOfReach
    """
    authorize(by, policies.can_run_draw, draw)
    draw = locked_draw(draw, DrawState.OPEN)
    if draw.closes_on >= timezone.localdate():
        raise CallStillOpen
    people, aside = pool_of(draw)
    problem = problem_of(draw, people)
    if problem is not None:
        raise TargetsOutOfReach(problem.message)
    selection, named = selection_of(draw, people)
    for number, one in named.items():
        one.entry.number = number
    DrawEntry.objects.bulk_update((one.entry for one in people), ["number"], batch_size=1_000)
    DrawEntry.objects.filter(pk__in=[entry.pk for entry in aside]).update(state=EntryState.ASIDE)
    draw.state, draw.frozen_at = DrawState.FROZEN, timezone.now()
    draw.save(update_fields=["state", "frozen_at", "updated_at"])
    made = _begin(draw, 0, selection, public_source=public_source, public_on=public_on)
    journal.record("society.draw.frozen", draw, by=by, data={"volunteers": len(people)})
    return made


@transaction.atomic
def replace_absent(*, draw: Draw, public_source: str, public_on: dt.date, by: User | None) -> DrawRound:
    """Prepare a smaller lottery for the seats of those who declined, around those who stay.

    Raises
    ------
    NotAllowed, DrawMovedOn, NobodyToReplace, ValueAlreadyKnown, TargetsOutOfReach
    """
    authorize(by, policies.can_run_draw, draw)
    draw = locked_draw(draw, DrawState.DRAWN)
    last = draw.last_round
    panel = standing_panel(draw)
    if last is None or last.state not in (RoundState.DRAWN, RoundState.FAILED) or not panel.absent:
        raise NobodyToReplace
    first = draw.rounds.get(number=0)
    whole = sortition.lottery_of(json.loads(first.lottery)).selection
    smaller = sortition.without(whole, panel.members, declined=panel.absent, gone=panel.gone)
    try:
        sortition.ensure_feasible(smaller)
    except sortition.InfeasibleError as error:
        raise TargetsOutOfReach(_without_file(error)) from None
    made = _begin(draw, last.number + 1, smaller, public_source=public_source, public_on=public_on)
    journal.record("society.draw.replacing", draw, by=by, data={"seats": smaller.seats})
    return made


def _without_file(error: sortition.InfeasibleError) -> str:
    return " ".join([TargetsOutOfReach.message, *(fault.message_fr for fault in error.faults)])


def _begin(
    draw: Draw, number: int, selection: sortition.Selection, *, public_source: str, public_on: dt.date
) -> DrawRound:
    """Publish the pool and the commitment of a round, and queue its lottery."""
    from milliard.society.tasks import prepare_lottery  # it calls this module

    if public_on <= timezone.localdate():
        raise ValueAlreadyKnown
    seed = secrets.token_hex(32)
    empty = sortition.lottery_json(sortition.Lottery(selection, sortition.Fairness.LEXIMIN, ()))
    made = DrawRound(
        draw=draw,
        number=number,
        seats=selection.seats,
        commitment=sortition.commitment_of(seed),
        sealed_seed=seal(seed, purpose=_PURPOSE),
        public_source=public_source,
        public_on=public_on,
        pool_digest=empty["digests"]["people"],
        lottery=sortition.to_text(empty),
    )
    made.full_clean()
    made.save()
    prepare_lottery.enqueue(made.pk)
    return made


def make_round(*, round_id: int) -> None:
    """Make the lottery of a round and publish its digest, from a task. Safe to run twice."""
    made = DrawRound.objects.get(pk=round_id)
    if made.state != RoundState.PREPARING:
        return
    selection = sortition.lottery_of(json.loads(made.lottery)).selection
    try:
        lottery = sortition.make_lottery(selection, follow=_teller(round_id))
    except sortition.InfeasibleError as error:
        _fail(round_id, _without_file(error))
        return
    _keep(round_id, lottery)


def _teller(round_id: int) -> Callable[[float], None]:
    """Writes down how much of the lottery is made, for whoever watches."""
    last = 0.0

    def tell(share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _TELL_EVERY_S:
            last = now
            DrawRound.objects.filter(pk=round_id).update(progress=min(99, int(share * 100)))

    return tell


@transaction.atomic
def _keep(round_id: int, lottery: sortition.Lottery) -> None:
    draw = Draw.objects.select_for_update(of=("self",)).get(rounds=round_id)
    made = DrawRound.objects.get(pk=round_id)
    if made.state != RoundState.PREPARING or draw.state not in (DrawState.FROZEN, DrawState.DRAWN):
        return
    if made.is_known:
        _fail(
            round_id,
            "La loterie n’était pas prête avant la valeur publique\u00a0: on ne peut plus s’en servir.",
        )
        return
    found = sortition.lottery_json(lottery)
    made.lottery, made.lottery_digest = sortition.to_text(found), found["digests"]["lottery"]
    made.state, made.progress, made.prepared_at = RoundState.READY, 100, timezone.now()
    made.save()
    if made.number == 0:
        entries = list(draw.entries.filter(state=EntryState.IN).exclude(number=""))
        chances = lottery.chances  # counted at each reading
        for entry in entries:
            entry.tickets = chances.get(entry.number)
        DrawEntry.objects.bulk_update(entries, ["tickets"], batch_size=1_000)
        emails.tell_frozen(draw, made)


def _fail(round_id: int, why: str) -> None:
    DrawRound.objects.filter(pk=round_id, state=RoundState.PREPARING).update(
        state=RoundState.FAILED, problem=why[:600]
    )


@transaction.atomic
def reveal(*, draw: Draw, public_value: str, by: User | None) -> DrawRound:
    """Draw: the seed is revealed, and with the public value names the panel. There is no second time.

    Raises
    ------
    NotAllowed, AlreadyDrawn, NotReadyToDraw, ValueNotYetKnown
    """
    authorize(by, policies.can_run_draw, draw)
    draw = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
    made = draw.rounds.order_by("-number").first()
    if made is not None and made.state == RoundState.DRAWN:
        raise AlreadyDrawn
    if made is None or made.state != RoundState.READY or draw.state == DrawState.CANCELLED:
        raise NotReadyToDraw
    if not made.is_known:
        raise ValueNotYetKnown
    seed = unseal(made.sealed_seed, purpose=_PURPOSE)
    lottery = sortition.lottery_of(json.loads(made.lottery))
    report = sortition.report_json(lottery, seed=seed, public_value=public_value)
    if differences := sortition.verify(report):
        raise ValueError(f"a report that does not stand: {differences[0]}")
    made.report = sortition.to_text({**_around(draw, made), **report})
    made.seed, made.public_value = seed, public_value
    made.state, made.sealed_seed, made.drawn_at = RoundState.DRAWN, "", timezone.now()
    made.full_clean()
    made.save()
    if made.number == 0:
        draw.state, draw.drawn_at = DrawState.DRAWN, made.drawn_at
        draw.save(update_fields=["state", "drawn_at", "updated_at"])
    _tell_all(draw, report["panel"], is_first=made.number == 0)
    journal.record("society.draw.drawn", draw, by=by, data={"round": made.number})
    return made


def _around(draw: Draw, made: DrawRound) -> dict[str, object]:
    """Whom the drawn of a later round replace, in its report."""
    if made.number == 0:
        return {}
    first, panel = draw.rounds.light().get(number=0), standing_panel(draw)
    staying = [number for number in panel.members if number not in panel.absent]
    return {
        "replacing": {"lottery": first.lottery_digest, "declined": list(panel.absent), "staying": staying}
    }


def _tell_all(draw: Draw, panel: Iterable[str], *, is_first: bool) -> None:
    """Write down whom the draw named, and write to everybody in it."""
    waiting = draw.entries.filter(state__in=(EntryState.IN, EntryState.NOT_DRAWN)).exclude(number="")
    drawn = waiting.filter(number__in=list(panel))
    drawn.update(state=EntryState.DRAWN, updated_at=timezone.now())
    if is_first:
        waiting.filter(state=EntryState.IN).update(state=EntryState.NOT_DRAWN, updated_at=timezone.now())
    emails.tell_result(draw, list(panel), is_first=is_first)
