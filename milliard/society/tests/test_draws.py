"""A draw from its call to its panel: services, refusals, what is told and to whom."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from engines import sortition
from engines.sortition.__main__ import main as replay
from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.services import erase_account
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.members.models import MemberProfile
from milliard.society.enums import DrawState, EntryState, MandateKind, RoundState
from milliard.society.models import Draw, DrawEntry, Mandate
from milliard.society.reports.pools import pool_of, problem_of
from milliard.society.reports.published import shown_lottery, standing_panel
from milliard.society.services import draws, entries, lottery, mandates
from milliard.society.tests.factories import (
    SOURCE,
    aim,
    call_ended,
    enter,
    make_draw,
    make_willing,
    organiser,
    pool,
    today,
    value_is_known,
)
from milliard.territories.tests.factories import make_commune, make_department, make_region

pytestmark = pytest.mark.django_db
VALUE = "3 14 15 26 35"


def frozen(draw: Draw | None = None, **options: Any) -> Draw:
    """A draw whose lottery is made: six volunteers, two seats."""
    draw = draw or make_draw()
    if not draw.entries.exists():
        pool(draw)
    call_ended(draw)
    lottery.freeze_pool(
        draw=draw, public_source=SOURCE, public_on=today() + dt.timedelta(days=1), by=None, **options
    )
    draw.refresh_from_db()
    return draw


def drawn(draw: Draw | None = None) -> Draw:
    draw = frozen(draw)
    value_is_known(draw)
    lottery.reveal(draw=draw, public_value=VALUE, by=None)
    draw.refresh_from_db()
    return draw


def test_only_who_wished_it_and_belongs_there_volunteers() -> None:
    loire = make_commune(density=1)
    draw = make_draw(department=loire.department)
    member = make_willing(commune=loire)
    by = member.account
    assert by is not None
    entry = entries.volunteer(draw=draw, member=member, by=by)
    assert entries.volunteer(draw=draw, member=member, by=by) == entry
    assert "sans mon nom" in entry.wording
    with pytest.raises(NotAllowed):
        entries.volunteer(draw=draw, member=member, by=make_person(role=Role.MEMBER))
    elsewhere = make_department(code="29", region=make_region(code="53", name="Bretagne"))
    stranger = make_willing(commune=make_commune(code="29019", department=elsewhere, density=1))
    with pytest.raises(entries.NotEligible):
        entries.volunteer(draw=draw, member=stranger, by=stranger.account)  # type: ignore[arg-type]
    shy = make_willing(commune=loire)
    MemberProfile.objects.filter(member=shy).update(wants_lot=False)
    with pytest.raises(entries.NotEligible):
        entries.volunteer(draw=draw, member=shy, by=shy.account)  # type: ignore[arg-type]
    silent = make_willing(commune=loire, gender="")
    with pytest.raises(entries.TraitNotSaid, match="genre"):
        entries.volunteer(draw=draw, member=silent, by=silent.account)  # type: ignore[arg-type]
    call_ended(draw)
    late = make_willing(commune=loire)
    with pytest.raises(entries.CallIsOver):
        entries.volunteer(draw=draw, member=late, by=late.account)  # type: ignore[arg-type]


def test_one_withdraws_until_the_pool_is_frozen_and_comes_back() -> None:
    draw = make_draw()
    first, *_ = pool(draw)
    by: User = first.account  # type: ignore[assignment]
    entries.withdraw(draw=draw, member=first, by=by)
    assert DrawEntry.objects.get(member=first).state == EntryState.WITHDRAWN
    assert entries.volunteer(draw=draw, member=first, by=by).state == EntryState.IN
    frozen(draw)
    with pytest.raises(entries.PoolIsFrozen):
        entries.withdraw(draw=draw, member=first, by=by)


def test_targets_are_proposed_from_insee_and_add_up() -> None:
    draw = draws.create_draw(
        title="Panel",
        purpose="Choisir.",
        asked="Un jour.",
        seats=100,
        features=["age", "gender", "density", "occupation"],
        one_by_household=True,
        region=None,
        department=None,
        mandate_kind=MandateKind.PANELLIST,
        mandate_until=today() + dt.timedelta(days=99),
        closes_on=today() + dt.timedelta(days=9),
        by=None,
    )
    for trait in draw.features:
        rows = draw.targets.filter(trait=trait)
        assert sum(row.low for row in rows) <= 100 <= sum(row.high for row in rows)
    women = draw.targets.get(trait="gender", value="woman")
    assert (women.low, women.high) == (47, 58)  # 52.4948 seats, a tenth less and more
    assert draw.targets.get(trait="gender", value="other").low == 0


def test_the_pool_is_frozen_published_and_its_lottery_made(mailoutbox: list[Any]) -> None:
    draw = frozen()
    made = draw.rounds.get()
    assert (draw.state, made.state, made.progress) == (DrawState.FROZEN, RoundState.READY, 100)
    report = json.loads(made.lottery)
    assert (made.pool_digest, made.lottery_digest) == (
        report["digests"]["people"],
        report["digests"]["lottery"],
    )
    assert made.seed == ""
    assert made.sealed_seed
    assert sortition.verify(report) == ()
    numbers = {entry.number: entry.chance for entry in draw.entries.all()}
    assert numbers == report["probabilities"]
    assert set(numbers) == {f"{place:04d}" for place in range(1, 7)}
    names = [entry.member.family_name for entry in draw.entries.select_related("member")]
    assert not any(name in made.lottery for name in names)
    told = [mail for mail in mailoutbox if "Votre numéro et votre chance" in mail.subject]
    assert len(told) == 6
    assert "33,3\u00a0%" in told[0].body


def test_too_early_is_refused_with_its_sentence() -> None:
    draw = make_draw()
    pool(draw)
    tomorrow = today() + dt.timedelta(days=1)
    with pytest.raises(lottery.CallStillOpen):
        lottery.freeze_pool(draw=draw, public_source=SOURCE, public_on=tomorrow, by=None)
    call_ended(draw)
    with pytest.raises(lottery.ValueAlreadyKnown):
        lottery.freeze_pool(draw=draw, public_source=SOURCE, public_on=today(), by=None)
    assert Draw.objects.get().state == DrawState.OPEN
    frozen(draw)
    with pytest.raises(lottery.ValueNotYetKnown):
        lottery.reveal(draw=draw, public_value=VALUE, by=None)


def test_who_is_no_more_in_the_conditions_is_set_aside() -> None:
    draw = make_draw()
    members = pool(draw)
    MemberProfile.objects.filter(member=members[0]).update(wants_lot=False)
    frozen(draw)
    entry = DrawEntry.objects.get(member=members[0])
    assert (entry.state, entry.number, entry.tickets) == (EntryState.ASIDE, "", None)
    assert len(json.loads(draw.rounds.get().lottery)["people"]) == 5


def test_two_of_a_household_are_never_drawn_together() -> None:
    draw = make_draw(seats=2)
    draw.targets.update(low=0, high=2)
    couple = make_willing()
    other = make_willing(couple.account, given_name="Autre", gender="man")
    enter(draw, couple, other, make_willing(gender="man"))
    drawn(draw)
    report = json.loads(draw.rounds.get().report)
    assert sorted(row[1] for row in report["people"]) == [0, 1, 1]
    assert len(draw.entries.filter(member__in=[couple, other], state=EntryState.DRAWN)) == 1


def test_out_of_reach_is_explained_and_relaxed_in_one_act() -> None:
    draw = make_draw(seats=3)
    draw.targets.all().delete()
    aim(draw, "gender", "woman", 2, 3)
    aim(draw, "gender", "man", 0, 1)
    enter(draw, make_willing(), *(make_willing(gender="man") for _ in range(4)))
    people, _ = pool_of(draw)
    problem = problem_of(draw, people)
    assert problem is not None
    assert "Femmes\u00a0: minimum 2, à baisser à 1" in problem.message.replace("Genre = ", "")
    call_ended(draw)
    with pytest.raises(lottery.TargetsOutOfReach, match="Le plus petit assouplissement"):
        lottery.freeze_pool(draw=draw, public_source=SOURCE, public_on=today() + dt.timedelta(1), by=None)
    draws.relax_targets(draw=draw, by=None)
    assert sorted(draw.targets.values_list("value", "low", "high")) == [("man", 0, 2), ("woman", 1, 3)]
    with pytest.raises(draws.NothingToRelax):
        draws.relax_targets(draw=draw, by=None)
    frozen(draw)


def test_the_draw_reveals_all_and_has_no_second_time(mailoutbox: list[Any]) -> None:
    draw = drawn()
    made = draw.rounds.get()
    report = json.loads(made.report)
    assert sortition.verify(report) == ()
    assert sortition.commitment_of(made.seed) == made.commitment == report["draw"]["commitment"]
    assert report["draw"]["public_value"] == made.public_value == VALUE
    states = dict(draw.entries.values_list("number", "state"))
    assert sorted(number for number, state in states.items() if state == EntryState.DRAWN) == report["panel"]
    assert sum(state == EntryState.NOT_DRAWN for state in states.values()) == 4
    assert sum("Le sort vous désigne" in mail.subject for mail in mailoutbox) == 2
    with pytest.raises(lottery.AlreadyDrawn):
        lottery.reveal(draw=draw, public_value="1 2 3 4 5", by=None)
    with pytest.raises(draws.DrawMovedOn):
        draws.cancel_draw(draw=draw, why="Le panel ne plaît pas.", by=None)
    again = draws.redraw(draw=draw, reason="Un autre sujet.", closes_on=today(), by=None)
    assert (again.redraw_of, again.state, again.targets.count()) == (draw, DrawState.DRAFT, 2)


def test_a_yes_makes_a_mandate_a_no_a_replacement() -> None:
    draw = drawn()
    yes, no = draw.entries.filter(state=EntryState.DRAWN).order_by("number")
    entries.answer_draw(entry=yes, accepts=True, by=yes.member.account)  # type: ignore[arg-type]
    mandate = Mandate.objects.get(member=yes.member)
    assert (mandate.kind, mandate.ends_on, mandate.draw) == ("panel", draw.mandate_until, draw)
    tomorrow = today() + dt.timedelta(1)
    with pytest.raises(lottery.NobodyToReplace):
        lottery.replace_absent(draw=draw, public_source=SOURCE, public_on=tomorrow, by=None)
    entries.answer_draw(entry=no, accepts=False, by=organiser())
    with pytest.raises(entries.NothingToAnswer):
        entries.answer_draw(entry=no, accepts=True, by=no.member.account)  # type: ignore[arg-type]
    made = lottery.replace_absent(draw=draw, public_source=SOURCE, public_on=tomorrow, by=None)
    assert (made.number, made.seats) == (1, 1)
    value_is_known(draw)
    lottery.reveal(draw=draw, public_value="7 8 9", by=None)
    report = json.loads(draw.rounds.get(number=1).report)
    assert report["replacing"]["declined"] == [no.number]
    assert report["replacing"]["staying"] == [yes.number]
    assert sortition.verify(report) == ()
    new = draw.entries.get(state=EntryState.DRAWN)
    gender = MemberProfile.objects.get(member=no.member).gender
    assert MemberProfile.objects.get(member=new.member).gender == gender  # the targets still hold
    panel = standing_panel(draw)
    assert (sorted(panel.members), panel.absent) == (sorted([yes.number, new.number]), ())


def test_who_accepted_may_still_leave_and_the_mandate_ends() -> None:
    draw = drawn()
    entry = draw.entries.filter(state=EntryState.DRAWN).first()
    assert entry is not None
    by: User = entry.member.account  # type: ignore[assignment]
    entries.answer_draw(entry=entry, accepts=True, by=by)
    entries.answer_draw(entry=entry, accepts=False, by=by)
    mandate = Mandate.objects.get()
    assert (mandate.ends_on, mandate.ended_why) == (today(), "désistement")


def test_an_erased_person_leaves_a_report_that_still_stands() -> None:
    draw = drawn()
    entry = draw.entries.filter(state=EntryState.DRAWN).select_related("member__account").first()
    assert entry is not None
    user: User = entry.member.account  # type: ignore[assignment]
    before = draw.rounds.get().report
    erase_account(user=user, by=user)
    assert not DrawEntry.objects.filter(number=entry.number, draw=draw).exists()
    made = draw.rounds.get()
    assert made.report == before
    assert sortition.verify(json.loads(made.report)) == ()
    assert standing_panel(draw).absent == (entry.number,)  # a number nobody answers for: to be replaced
    lottery.replace_absent(draw=draw, public_source=SOURCE, public_on=today() + dt.timedelta(1), by=None)


def test_a_lottery_that_comes_after_the_value_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = make_draw()
    pool(draw)
    call_ended(draw)
    monkeypatch.setattr(
        "milliard.society.tasks.lottery.make_round", lambda round_id: None
    )  # the worker is away
    made = lottery.freeze_pool(draw=draw, public_source=SOURCE, public_on=today() + dt.timedelta(1), by=None)
    monkeypatch.undo()
    value_is_known(draw)
    lottery.make_round(round_id=made.pk)
    made.refresh_from_db()
    assert made.state == RoundState.FAILED
    assert "avant la valeur publique" in made.problem
    with pytest.raises(lottery.NotReadyToDraw):
        lottery.reveal(draw=draw, public_value=VALUE, by=None)


def test_the_call_is_written_to_whoever_wished(mailoutbox: list[Any]) -> None:
    draw = make_draw(state=DrawState.DRAFT)
    willing = make_willing()
    MemberProfile.objects.filter(member=make_willing()).update(wants_lot=False)
    draws.open_call(draw=draw, by=organiser())
    assert [mail.to for mail in mailoutbox] == [[willing.email]]
    assert "Panel inventé" in mailoutbox[0].subject


def test_a_draw_without_targets_is_not_announced() -> None:
    draw = make_draw(state=DrawState.DRAFT, features=["age"])
    with pytest.raises(draws.CallWithoutTargets):
        draws.open_call(draw=draw, by=None)


def test_mandates_are_given_once_and_end_with_a_reason() -> None:
    member, by = make_willing(), organiser()
    start = today() - dt.timedelta(days=3)
    kind = MandateKind.SPOKESPERSON
    mandate = mandates.give_mandate(member=member, kind=kind, starts_on=start, by=by)
    with pytest.raises(mandates.MandateAlreadyHeld):
        mandates.give_mandate(member=member, kind=kind, starts_on=today(), by=by)
    with pytest.raises(mandates.EndsBeforeItBegins):
        mandates.end_mandate(mandate=mandate, ends_on=start - dt.timedelta(1), why="x", by=by)
    with pytest.raises(NotAllowed):
        mandates.end_mandate(mandate=mandate, ends_on=today(), why="x", by=member.account)
    mandates.end_mandate(mandate=mandate, ends_on=today() - dt.timedelta(1), why="Une autre mission.", by=by)
    assert not Mandate.objects.in_force(timezone.localdate()).exists()
    with pytest.raises(mandates.MandateIsOver):
        mandates.end_mandate(mandate=mandate, ends_on=today(), why="x", by=by)
    mandates.give_mandate(member=member, kind=kind, starts_on=today(), by=by)


def test_a_hundred_seats_are_drawn_again_to_the_same_list(tmp_path: Path) -> None:
    draw = make_draw(seats=100, features=["gender", "age"])
    for value, low, high in (("woman", 48, 54), ("man", 46, 52)):
        aim(draw, "gender", value, low, high)
    for value, low, high in (("20-39", 28, 34), ("40-59", 31, 36), ("60-74", 20, 26), ("75+", 10, 16)):
        aim(draw, "age", value, low, high)
    enter(
        draw,
        *(
            make_willing(gender=("woman", "man", "man")[place % 3], born=(1996, 1975, 1960, 1945)[place % 4])
            for place in range(240)
        ),
    )
    drawn(draw)
    made = draw.rounds.get()
    report = json.loads(made.report)
    assert len(report["panel"]) == 100
    assert all(one["min"] <= one["reached"] <= one["max"] for one in report["quotas"])
    file = tmp_path / "report.json"
    file.write_text(made.report)
    assert replay(["verify", str(file)]) == 0  # as anybody does
    again = sortition.report_json(
        sortition.lottery_of(report), seed=made.seed, public_value=made.public_value
    )
    assert again["panel"] == report["panel"]
    assert sortition.verify(report) == ()
    shown = shown_lottery(made.report)
    assert shown is not None
    assert (shown.volunteers, sum(bar.people for bar in shown.bars)) == (240, 240)
    assert {one.reached is not None for one in shown.quotas} == {True}
