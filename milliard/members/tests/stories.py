"""What happens to one person, day by day, through the services: the table of examples and the race use it.

An event is a word and a day. ``asked``: dues are asked. ``paid``: asked if need be, and the money comes.
``taken-back``: the last money received goes back. ``repaid``: money comes again for what was taken back.
``left``, ``back``, ``excluded``, ``died``. ``rates:calendar-09-01``: other rules are in force from that day.
"""

import datetime as dt
from itertools import count

import time_machine

from milliard.core.refusals import Refused
from milliard.members.enums import DepartureKind, PeriodRule
from milliard.members.models import Departure, DuesRates, Member
from milliard.members.services.dues import rates_in_force
from milliard.members.services.leaving import come_back, resign
from milliard.members.tests.factories import ask, make_joined, make_rates, pay
from milliard.payments.enums import PaymentState, ReversalKind
from milliard.payments.models import Payment
from milliard.payments.services.ledger import reverse_payment

FIRST_DAY = dt.date(2024, 1, 1)
_numbers = count(1)


def set_rates(rule: str, valid_from: dt.date = FIRST_DAY) -> DuesRates:
    """«rolling», «calendar-01-01», «calendar-09-01»."""
    kind, _, starts = rule.partition("-")
    return make_rates(
        valid_from=valid_from, period_rule=PeriodRule(kind), **({"year_starts": starts} if starts else {})
    )


class Story:
    """One person, whom events happen to."""

    def __init__(self) -> None:
        self.member = make_joined(family_name=f"Exemple {'abcdefghij'[next(_numbers) % 10]}")

    def live(self, event: str, on: dt.date) -> bool:
        """Make it happen; False when the platform refused."""
        with time_machine.travel(dt.datetime(on.year, on.month, on.day, 12, tzinfo=dt.UTC), tick=False):
            try:
                self._live(event, on)
            except Refused:
                return False
        return True

    def _live(self, event: str, on: dt.date) -> None:
        self.member.refresh_from_db()
        word, _, rule = event.partition(":")
        match word:
            case "asked":
                ask(self.member)
            case "paid":
                pay(ask(self.member), on=on)
            case "taken-back":
                self._take_back(on)
            case "repaid":
                self._pay_again(on)
            case "left":
                resign(member=self.member, by=self.member.account)
            case "back":
                come_back(member=self.member, by=self.member.account)
            case "excluded" | "died":
                kind = DepartureKind.EXCLUDED if word == "excluded" else DepartureKind.DECEASED
                Departure.objects.create(member=self.member, kind=kind, effective_on=on)
            case "rates":
                set_rates(rule, on)
            case _:
                raise ValueError(event)

    def _take_back(self, on: dt.date) -> None:
        payments = Payment.objects.filter(
            allocations__part__request__dues_request__member=self.member,
            state=PaymentState.SETTLED,
            allocated_cents__gt=0,
        )
        payment = payments.distinct().order_by("-pk").first()
        if payment is not None:
            reverse_payment(
                payment=payment,
                amount_cents=payment.allocated_cents,
                kind=ReversalKind.CONTESTED,
                occurred_on=on,
            )

    def _pay_again(self, on: dt.date) -> None:
        dues = self.member.dues_requests.filter(payment_request__state="reversed").order_by("-pk").first()
        if dues is not None:
            pay(dues, on=on)

    def state(self, on: dt.date) -> tuple[str, dt.date | None, bool]:
        """State, paid until, and whether they may vote, on a day."""
        rates = rates_in_force(on)
        now = Member.objects.with_state(rates, on).get(pk=self.member.pk)
        votes = Member.objects.with_right_to_vote(rates, on).filter(pk=self.member.pk).exists()
        return now.state, now.paid_until, votes
