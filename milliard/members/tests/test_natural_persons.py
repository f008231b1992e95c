"""Natural persons only: no entry lets an organisation into the register, its money is kept, people get in.

The entries are those of the product: a service that takes who a person is, and is not tried here, fails.
"""

import datetime as dt
import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from hypothesis import example, given, settings
from hypothesis.extra.django import TestCase

from french.person_names import ORGANISATION_WORDS
from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import Refused
from milliard.members import services
from milliard.members.enums import Source
from milliard.members.forms import IdentityForm
from milliard.members.member_files import FileRead, RowRead, read_file
from milliard.members.models import Member, MembershipPeriod
from milliard.members.services.corrections import correct_identity
from milliard.members.services.hand_entries import HandDues, enter_by_hand
from milliard.members.services.imports import import_members
from milliard.members.services.joining import Identity, NotANaturalPerson, create_member, join, join_another
from milliard.members.services.merging import merge_members
from milliard.members.tests.factories import ask, make_joined, make_member, make_rates
from milliard.members.tests.files import csv_of
from milliard.members.tests.names import SHOUTED, organisations, people
from milliard.payments.enums import Hold, Means, PaymentState, ReversalKind
from milliard.payments.helloasso.answers import read_payment
from milliard.payments.models import Allocation, Payment, PaymentRequest
from milliard.payments.names import company_of, is_organisation_name
from milliard.payments.services.bulk import record_payments
from milliard.payments.services.deposits import receive_at_place
from milliard.payments.services.ledger import MoneyOfAnOrganisation as ForNaturalPersonsOnly
from milliard.payments.services.ledger import (
    allocate,
    allocate_payment,
    count_payment,
    record_payment,
    reverse_payment,
)
from milliard.payments.services.matching import match_line
from milliard.payments.services.reading_back import received_of
from milliard.payments.services.restoring import restore_payment
from milliard.payments.tests.factories import make_bank_lines, make_payment, received

TODAY = dt.date(2026, 3, 1)
Names = tuple[str, str]
Door = Callable[[Names, User, User], object]


def _through_the_form(names: Names) -> object:
    form = IdentityForm({"given_name": names[0], "family_name": names[1], "country": "BE"})
    if not form.is_valid():
        raise ValidationError(list(form.errors))
    return form.identity(email="")


def _by_file(names: Names) -> object:
    """A row of a file, said right in everything but its name."""
    read = FileRead([RowRead(2, *names, joined_on=TODAY)], {})
    return import_members(file_name="a.csv", read=read, origin="essai", by=None) or _refused()


def _refused() -> object:
    raise NotANaturalPerson


def _by_merge(names: Names) -> object:
    kept, absorbed = make_member("Zoé", "Gardée"), make_member("Zoé", "Réunie")
    chosen = {"given_name": names[0], "family_name": names[1]}
    return merge_members(kept=kept, absorbed=absorbed, chosen=chosen, by=None)


def _by_correction(names: Names) -> object:
    return correct_identity(member=make_member("Zoé"), identity=Identity(*names), by=None)


#: Every entry but raw writes; each gets (names, an account, somebody of the team).
DOORS: dict[str, Door] = {
    "form": lambda names, account, team: _through_the_form(names),
    "join": lambda names, account, team: join(account=account, identity=Identity(*names), by=account),
    "join_another": lambda names, account, team: join_another(
        account=account, identity=Identity(*names), by=account
    ),
    "create_member": lambda names, account, team: create_member(
        identity=Identity(*names), source=Source.TEAM, by=team, entered_on=TODAY
    ),
    "enter_by_hand": lambda names, account, team: enter_by_hand(
        identity=Identity(*names), joined_on=TODAY, origin="stand", dues=HandDues.ELSEWHERE, by=team
    ),
    "correct_identity": lambda names, account, team: _by_correction(names),
    "import_members": lambda names, account, team: _by_file(names),
    "merge_members": lambda names, account, team: _by_merge(names),
}
#: Written on a row by the services above, which are tried.
_BEHIND_A_DOOR = {"write_identity"}
#: They read, and write nothing.
_READERS = {"plan_rows", "look_alike"}


def _raw_row(names: Names) -> None:
    Member.objects.create(given_name=names[0], family_name=names[1])


def _raw_change(names: Names) -> None:
    Member.objects.filter(pk=make_member("Zoé").pk).update(given_name=names[0], family_name=names[1])


def _raw_sql(names: Names) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_member SET given_name = %s, family_name = %s WHERE id = %s",
            [*names, make_member("Zoé").pk],
        )


@pytest.mark.slow
class NoOrganisation(TestCase):
    """Through no door, and past none."""

    @settings(max_examples=25)
    @given(organisations())
    @example(SHOUTED[0])
    @example(SHOUTED[1])
    @example(SHOUTED[2])
    @example(SHOUTED[3])
    @example(("Mairie de", "Romans"))
    def test_no_door_opens(self, names: Names) -> None:
        make_rates()
        account, team = make_person(), make_person(role=Role.ORGANISER)
        for door in DOORS.values():
            with pytest.raises((Refused, ValidationError)), transaction.atomic():
                door(names, account, team)
        assert not Member.objects.exclude(given_name="Zoé").exists()
        assert not MembershipPeriod.objects.exists()

    @settings(max_examples=25)
    @given(organisations())
    @example(SHOUTED[0])
    @example(SHOUTED[1])
    def test_the_database_is_the_last_door(self, names: Names) -> None:
        names = (names[0][:80], names[1][:80])
        for write in (_raw_row, _raw_change, _raw_sql):
            with pytest.raises(DatabaseError), transaction.atomic():
                write(names)
        assert not Member.objects.exclude(given_name="Zoé").exists()

    @settings(max_examples=25)
    @given(people())
    def test_people_get_in_by_every_door(self, names: Names) -> None:
        make_rates()
        team = make_person(role=Role.ORGANISER)
        for door in DOORS.values():
            with transaction.atomic():
                door(names, make_person(), team)
        assert Member.objects.filter(given_name=names[0], family_name=names[1]).exists()


class MoneyOfAnOrganisation(TestCase):
    """Kept for the treasurer, whatever it came by; nobody becomes a member by it."""

    @settings(max_examples=20)
    @given(organisations())
    def test_it_is_kept_and_opens_nothing(self, names: Names) -> None:
        make_rates()
        request = ask(make_joined()).payment_request
        name = " ".join(names)[:170]
        ways = [
            _pay_by_helloasso(request, company=name),
            _pay_by_helloasso(request, name=names),
            _pay_by_cheque(request, name),
        ]
        for payment in ways:
            assert (payment.hold, payment.unallocated_cents) == (Hold.ORGANISATION, 2000)
        assert Payment.objects.count() == len(ways)
        assert is_organisation_name(name)  # what marks a bank's line
        assert PaymentRequest.objects.get(pk=request.pk).received_cents == 0
        assert not MembershipPeriod.objects.exists()


@pytest.mark.django_db
def test_a_treasurer_cannot_put_it_on_dues_by_any_way() -> None:
    """Held, then shared out by hand, matched with several requests, taken back and restored: never dues."""
    make_rates()
    treasurer = make_person(role=Role.TREASURER)
    first, second = (ask(make_joined()).payment_request for _ in range(2))
    company = "Coopérative inventée"
    held = make_payment(9000, payer_company=company)
    (line,) = make_bank_lines(1, amount_cents=9000, counterparty=company, is_organisation=True)
    refusals = {
        "shared": lambda: allocate_payment(payment=held, shares=[(first, 1000)], by=treasurer),
        "shared among several": lambda: allocate_payment(
            payment=held, shares=[(first, 500), (second, 500)], by=treasurer
        ),
        "counted": lambda: count_payment(payment=held, request=first, by=treasurer),
        "at the bottom": lambda: allocate(held, first, 1000, by=treasurer),
    }
    for way, act in refusals.items():
        with pytest.raises(ForNaturalPersonsOnly), transaction.atomic():
            pytest.fail(f"{way}: {act()}")
    kept = [
        match_line(line=line, requests=[first, second], by=treasurer).payment,
        Payment.objects.get(
            pk=record_payments(pairs=[(received(2000, external_id="x", payer_company=company), first.pk)])[0]
        ),
        _restored(make_payment(2000, payer_company=company, request=first), treasurer),
    ]
    assert [(one.hold, one.allocated_cents) for one in kept if one] == [(Hold.ORGANISATION, 0)] * 3
    assert not Allocation.objects.exists()
    assert not MembershipPeriod.objects.exists()


def _restored(payment: Payment, by: User) -> Payment:
    reversal = reverse_payment(
        payment=payment, amount_cents=2000, kind=ReversalKind.REFUNDED, occurred_on=TODAY, by=by
    )
    restore_payment(reversal=reversal, occurred_on=TODAY, by=by)
    return Payment.objects.get(pk=payment.pk)


def _pay_by_helloasso(
    request: PaymentRequest, *, company: str = "", name: Names = ("Ada", "Exemple")
) -> Payment:
    answer = {
        "id": Payment.objects.count() + 1,
        "amount": 2000,
        "state": "Authorized",
        "date": "2026-03-01T10:00:00+01:00",
        "paymentMeans": "Card",
        "payer": {"firstName": name[0], "lastName": name[1], "company": company},
    }
    received = received_of(read_payment(answer), None, Hold.NONE)
    assert received.state == PaymentState.SETTLED
    return record_payment(received=received, request=request)


def _pay_by_cheque(request: PaymentRequest, name: str) -> Payment:
    team = make_person(role=Role.ORGANISER)
    return receive_at_place(
        means=Means.CHEQUE, amount_cents=2000, received_on=TODAY, payer_name=name, request=request, by=team
    )


@given(people())
def test_people_pay_as_people(names: Names) -> None:
    assert company_of(company="", name=" ".join(names)) == ""


def test_a_file_that_names_a_company_as_payer_is_refused_with_its_column() -> None:
    data = csv_of(
        ("Ada", "Exemple", "2025-01-01", "La Ruche"), titles=("Prénom", "Nom", "Date", "Raison sociale")
    )
    (row,) = read_file(data.encode(), None, TODAY).rows
    assert [problem.column for problem in row.problems] == ["Raison sociale"]


def test_the_treasurers_words_hold_those_of_the_register() -> None:
    assert all(
        is_organisation_name(word) and company_of(company="", name=word) for word in ORGANISATION_WORDS
    )


def test_every_service_that_takes_who_a_person_is_is_tried() -> None:
    """A new way in is added to `DOORS`, or this fails."""
    modules = [
        import_module(f"{services.__name__}.{found.name}")
        for found in pkgutil.iter_modules(services.__path__)
    ]
    taking = {
        name
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and _takes_an_identity(function)
    }
    assert taking - _BEHIND_A_DOOR <= DOORS.keys(), taking
    assert taking


def _takes_an_identity(function: Callable[..., Any]) -> bool:
    return (
        any(
            parameter.annotation in (Identity, FileRead)
            for parameter in inspect.signature(function, eval_str=True).parameters.values()
        )
        and function.__name__ not in _READERS
    )
