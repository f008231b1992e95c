"""A draw from its draft to its call, its targets, its end without a panel."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members.enums import Trait
from milliard.society import emails, policies
from milliard.society.enums import DrawState, MandateKind
from milliard.society.models import Draw, DrawTarget
from milliard.society.reports.pools import pool_of, problem_of
from milliard.society.reports.targets import propose_targets
from milliard.society.words import TITLES, words_of
from milliard.territories.models import Department, Region


class DrawMovedOn(Refused):
    """What is asked makes no sense at this stage."""

    message = "Ce tirage n’en est plus à cette étape\u00a0: rechargez la page."


class NothingToRelax(Refused):
    message = "Les cibles sont à portée des volontaires, ou aucun assouplissement ne suffirait."


class CallWithoutTargets(Refused):
    message = "Fixez d’abord les cibles\u00a0: les volontaires doivent savoir à quoi le panel ressemblera."


def locked_draw(draw: Draw, *states: DrawState) -> Draw:
    """The draw, nobody else changing it, in one of these states. Raises `DrawMovedOn`."""
    found = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
    if found.state not in states:
        raise DrawMovedOn
    return found


@transaction.atomic
def create_draw(
    *,
    title: str,
    purpose: str,
    asked: str,
    seats: int,
    features: Sequence[str],
    one_by_household: bool,
    region: Region | None,
    department: Department | None,
    mandate_kind: MandateKind,
    mandate_until: dt.date,
    closes_on: dt.date,
    draw: Draw | None = None,
    by: User | None,
) -> Draw:
    """Write the draft of a draw, or rewrite one (`draw`); targets are proposed from INSEE's margins.

    Raises `NotAllowed`, `DrawMovedOn`, ``ValidationError``.
    """
    authorize(by, policies.can_organise_draws)
    draw = locked_draw(draw, DrawState.DRAFT) if draw else Draw()
    draw.title, draw.purpose, draw.asked, draw.seats = title, purpose, asked, seats
    draw.features, draw.one_by_household = list(features), one_by_household
    draw.region, draw.department = region, department
    draw.mandate_kind, draw.mandate_until, draw.closes_on = mandate_kind, mandate_until, closes_on
    draw.full_clean()
    draw.save()
    draw.targets.all().delete()
    DrawTarget.objects.bulk_create(propose_targets(draw))
    journal.record("society.draw.written", draw, by=by)
    return draw


@transaction.atomic
def set_targets(*, draw: Draw, targets: Mapping[tuple[str, str], tuple[int, int]], by: User | None) -> Draw:
    """Rewrite the targets; possible until the volunteers are frozen. Raises `NotAllowed`, `DrawMovedOn`."""
    authorize(by, policies.can_run_draw, draw)
    draw = locked_draw(draw, DrawState.DRAFT, DrawState.OPEN)
    draw.targets.all().delete()
    rows = [DrawTarget(draw=draw, trait=trait, value=value, low=low, high=high)
            for (trait, value), (low, high) in targets.items()]  # fmt: skip
    for row in rows:
        row.full_clean(validate_unique=False, validate_constraints=False)
    DrawTarget.objects.bulk_create(rows)
    journal.record("society.draw.targets_set", draw, by=by)
    return draw


@transaction.atomic
def relax_targets(*, draw: Draw, by: User | None) -> Draw:
    """Apply the smallest change of targets that makes a panel possible now.

    Raises `NotAllowed`, `DrawMovedOn`, `NothingToRelax`.
    """
    authorize(by, policies.can_run_draw, draw)
    draw = locked_draw(draw, DrawState.OPEN)
    people, _ = pool_of(draw)
    problem = problem_of(draw, people)
    if problem is None or not problem.relaxations:
        raise NothingToRelax
    values = {
        (TITLES[Trait(trait)], words.label): (trait, value)
        for trait in draw.features
        for value, words in words_of(Trait(trait)).items()
    }
    for change in problem.relaxations:
        trait, value = values[change.feature, change.value]
        row = draw.targets.get(trait=trait, value=value)
        row.low, row.high = change.possible_low, change.possible_high
        row.save(update_fields=["low", "high"])
    journal.record("society.draw.targets_set", draw, by=by, data={"relaxed": len(problem.relaxations)})
    return draw


@transaction.atomic
def open_call(*, draw: Draw, by: User | None) -> Draw:
    """Call volunteers: whoever wished to be drawn in this territory is written to.

    Raises `NotAllowed`, `DrawMovedOn`, `CallWithoutTargets`.
    """
    authorize(by, policies.can_run_draw, draw)
    draw = locked_draw(draw, DrawState.DRAFT)
    if not draw.targets.exists():
        raise CallWithoutTargets
    draw.state, draw.opened_at = DrawState.OPEN, timezone.now()
    draw.full_clean()
    draw.save()
    emails.call_volunteers(draw)
    journal.record("society.draw.opened", draw, by=by)
    return draw


@transaction.atomic
def cancel_draw(*, draw: Draw, why: str, by: User | None) -> Draw:
    """Give a draw up before it is done; its page says why. Raises `NotAllowed`, `DrawMovedOn`."""
    authorize(by, policies.can_run_draw, draw)
    draw = locked_draw(draw, DrawState.DRAFT, DrawState.OPEN, DrawState.FROZEN)
    draw.state, draw.cancelled_why = DrawState.CANCELLED, why
    draw.full_clean()
    draw.save()
    journal.record("society.draw.cancelled", draw, by=by)
    return draw


@transaction.atomic
def redraw(*, draw: Draw, reason: str, closes_on: dt.date, by: User | None) -> Draw:
    """Make another draw of the same kind, which says what it begins again and why; a new call follows.

    The first keeps its page, its report and its panel. Raises `NotAllowed`, `DrawMovedOn`.
    """
    authorize(by, policies.can_run_draw, draw)
    draw = locked_draw(draw, DrawState.DRAWN, DrawState.CANCELLED)
    names = ("title", "purpose", "asked", "seats", "features", "one_by_household", "region", "department")
    same = {name: getattr(draw, name) for name in (*names, "mandate_kind", "mandate_until")}
    again = Draw(**same, closes_on=closes_on, redraw_of=draw, redraw_reason=reason)
    again.full_clean()
    again.save()
    DrawTarget.objects.bulk_create(
        DrawTarget(draw=again, trait=one.trait, value=one.value, low=one.low, high=one.high)
        for one in draw.targets.order_by("pk")
    )
    journal.record("society.draw.begun_again", again, by=by, data={"first": str(draw.public_id)})
    return again
