"""Load the invented movement, once."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from demo import accounts
from demo.generator.draws import Draws
from demo.movement import acting, assembling, bank, crowd, letters, money, places, proposing, rows, society
from demo.movement.people import people
from demo.seed import SEED
from milliard.accounts.models import User
from milliard.members.enums import PeriodRule
from milliard.members.models import DuesRates, Member, PossibleDuplicate
from milliard.members.services.counting import count_members
from milliard.payments.enums import Means
from milliard.society.services.snapshots import take_snapshots

TREASURER = "claude.tresorerie@exemple.fr"


@transaction.atomic
def ensure_movement() -> int:
    """Members and all that goes with them, unless there are some; returns how many there are."""
    if not Member.objects.exists():
        _write(timezone.localdate())
    return Member.objects.count()


def is_invented() -> bool:
    """Whether the members here are the demonstration's, or nobody is."""
    return not Member.objects.exists() or Member.objects.filter(register__reason=rows.INVENTED).exists()


def _write(today: dt.date) -> None:
    organiser, treasurer = (User.objects.get(email=email) for email in (accounts.ORGANISER, TREASURER))
    rates = _write_rates(today)
    draws = Draws(SEED, "mouvement, lignes")
    places.grade_communes()
    found = people(SEED, today, rates.rule, rates.valid_from)
    members = rows.write_people(draws, found)
    at_place = {Means.CHEQUE: organiser, Means.CASH: organiser}
    rows.write_dues(draws, found, members, rates, at_place)
    rows.write_register(found, members, organiser)
    rows.write_days_of_beginning(found, members)
    money.write_slips(today=today, organiser=organiser, treasurer=treasurer)
    money.write_waiting_money(today=today, organiser=organiser, treasurer=treasurer)
    bank.import_two_statements(today=today, treasurer=treasurer)
    _write_doubles(list(members.values()))
    letters.write_letters(today=today, by=organiser)
    places.write_places(list(members.values()), today)
    present = [members[person.number] for person in found if person.story in ("current", "due_soon")]
    acting.write_acting(Draws(SEED, "mouvement, agir"), present, today=today, by=organiser)
    society.write_society(Draws(SEED, "mouvement, tirages"), present, today=today, by=organiser)
    drawn = Draws(SEED, "mouvement, assemblées")
    rules = assembling.hold_trial(drawn, today=today, by=organiser)  # among those known so far: a small roll
    crowd.write_crowd(Draws(SEED, "mouvement, foule"), today=today)
    take_snapshots(on=today)
    assembling.prepare_assembly(drawn, rules, today=today, by=organiser)
    proposing.write_proposals(Draws(SEED, "mouvement, propositions"), by=organiser)
    count_members()


def _write_rates(today: dt.date) -> DuesRates:
    rates = DuesRates(
        valid_from=dt.date(today.year - 3, 1, 1),
        suggested_cents=[2000, 3500, 5000],
        solidarity_cents=500,
        floor_cents=100,
        period_rule=PeriodRule.ROLLING,
    )
    rates.full_clean()
    rates.save()
    return rates


def _write_doubles(members: list[Member]) -> None:
    """People written twice, as it happens: without accents, the other way round, from another address."""
    chosen = [member for member in members if member.email and member.account_id is None][100:107]
    for member in chosen:
        double = Member.objects.create(
            given_name=member.given_name.replace("é", "e").upper(),
            family_name=member.family_name.replace("é", "e"),
            email=member.email,
            commune=member.commune,
            source="import",
        )
        PossibleDuplicate.objects.create(
            first=member, second=double, score=75, alike=["name", "commune", "email"]
        )
