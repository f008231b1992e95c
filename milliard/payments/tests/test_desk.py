"""The treasurer's desk tells what arrived, what waits and what does not add up, with the right figures."""

import datetime as dt
import html
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.payments import desk
from milliard.payments.enums import Hold, Means, NotificationOutcome, PaymentState, ReversalKind
from milliard.payments.models import BankAccount, BankLine, BankStatement, Notification
from milliard.payments.services.deposits import prepare_slip, receive_at_place
from milliard.payments.services.ledger import record_payment, reverse_payment
from milliard.payments.tests.factories import make_payment, make_request, received

pytestmark = pytest.mark.django_db


def words_of(client: Client) -> str:
    page = client.get(reverse("payments_staff:desk")).content.decode()
    return " ".join(html.unescape(strip_tags(page)).replace("\u202f", " ").split())


@pytest.fixture
def treasurer() -> Client:
    return signed_in(Role.TREASURER)


def make_statement(reconciles: bool | None = True, **fields: Any) -> BankStatement:
    account, _ = BankAccount.objects.get_or_create(identifier="FR00", label="Compte inventé")
    known = {"digest": f"{BankStatement.objects.count()}", "sum_cents": 0, "entries": 0, "file_name": "r.xml"}
    return BankStatement.objects.create(account=account, reconciles=reconciles, **{**known, **fields})


def make_line(statement: BankStatement, cents: int, on: dt.date, **fields: Any) -> BankLine:
    return BankLine.objects.create(
        account=statement.account,
        statement=statement,
        fingerprint=f"{BankLine.objects.count()}",
        booked_on=on,
        amount_cents=cents,
        **fields,
    )


def test_nothing_waits_and_nothing_came(treasurer: Client) -> None:
    words = words_of(treasurer)
    assert "Rien n’attend de décision" in words
    assert "Rien ces sept jours" in words
    assert "Aucun relevé n’a été importé" in words


def test_what_arrived_today_and_in_seven_days_by_means() -> None:
    today = timezone.localdate()
    for cents, days, means in (
        (2000, 0, Means.HELLOASSO_CARD),
        (500, 6, Means.HELLOASSO_CARD),
        (700, 7, Means.HELLOASSO_CARD),
        (300, 1, Means.CASH),
    ):
        record_payment(received=received(cents, means=means, received_on=today - dt.timedelta(days=days)))
    record_payment(received=received(9000, state=PaymentState.PENDING, received_on=today))
    rows = {row.label: row for row in desk.arrived(today)}
    assert len(rows) == len(Means) + 1
    assert rows["Carte, par HelloAsso"].today == desk.Pile(1, 2000)
    assert rows["Carte, par HelloAsso"].week == desk.Pile(2, 2500)
    assert rows["Tout"].week == desk.Pile(3, 2800)
    assert desk.not_settled()["pending"] == desk.Pile(1, 9000, today)


def test_what_is_held_by_reason_and_only_what_is_left_of_it() -> None:
    request = make_request()
    day = dt.date(2026, 3, 1)
    record_payment(received=received(2600, received_on=day), request=request)
    record_payment(received=received(1500, received_on=day, payer_company="SCOP"), request=make_request())
    record_payment(received=received(100, received_on=day - dt.timedelta(days=2)))
    assert desk.held() == {
        Hold.OVERPAID: desk.Pile(1, 600, day),
        Hold.ORGANISATION: desk.Pile(1, 1500, day),
        Hold.UNMATCHED: desk.Pile(1, 100, day - dt.timedelta(days=2)),
    }
    assert [row.cents for row in desk.oldest_waiting()] == [100, 600, 1500]


def test_the_last_day_of_the_bank_and_its_gap() -> None:
    day = dt.date(2026, 3, 2)
    statement = make_statement()
    make_line(statement, 5000, day - dt.timedelta(days=1))
    payment = make_payment(2000)
    make_line(statement, 2000, day, state="matched", payment=payment)
    make_line(statement, 700, day)
    make_line(statement, 300, day, state="set_aside")
    make_line(statement, -900, day, state="set_aside")
    #: Matched to a payment of another amount: something is wrong, and it is seen.
    make_line(statement, 1100, day, state="matched", payment=make_payment(1000))
    [found] = desk.bank_days()
    assert (found.day, found.credited_cents, found.counted_cents) == (day, 4100, 3000)
    assert (found.to_match_cents, found.aside_cents, found.gap_cents) == (700, 300, 100)
    assert desk.lines_to_match() == desk.Pile(2, 5700, day - dt.timedelta(days=1))


def test_a_statement_that_does_not_add_up_comes_first(treasurer: Client) -> None:
    make_statement(reconciles=True, opening_cents=0, closing_cents=0)
    make_statement(
        reconciles=False, opening_cents=1000, closing_cents=5000, sum_cents=2500, to_on=dt.date(2026, 3, 2)
    )
    record_payment(received=received(100))
    [(_, gap)] = desk.statements_that_do_not_add_up()
    assert gap == 1500
    words = words_of(treasurer)
    assert words.index("Relevés qui ne tombent pas juste") < words.index("À rapprocher d’une demande")
    assert "écart de 15 €" in words


def test_pieces_slips_contested_and_refused(treasurer: Client) -> None:
    by = make_person(role=Role.ORGANISER)
    today = timezone.localdate()
    pieces = [
        receive_at_place(means=Means.CHEQUE, amount_cents=cents, received_on=today, payer_name="Ada", by=by)
        for cents in (2000, 3000, 700)
    ]
    prepare_slip(means=Means.CHEQUE, place="Maison inventée", payments=pieces[:2], by=by)
    assert desk.pieces_to_deposit() == desk.Pile(1, 700, today)
    assert desk.slips_to_count() == desk.Pile(1, oldest=today)
    paid = record_payment(received=received(2000, received_on=today), request=make_request())
    reverse_payment(payment=paid, amount_cents=2000, kind=ReversalKind.CONTESTED, occurred_on=today)
    record_payment(received=received(900, state=PaymentState.REFUSED, received_on=today))
    old = today - desk.LATELY - dt.timedelta(days=1)
    record_payment(received=received(900, state=PaymentState.REFUSED, received_on=old))
    assert desk.contested() == desk.Pile(1, 2000, today)
    assert desk.not_settled()["refused"] == desk.Pile(1, 900, today)
    words = words_of(treasurer)
    for title in ("Paiements contestés", "Prélèvements refusés", "Bordereaux à compter"):
        assert title in words
    assert "50 €" not in words  # the total of a slip is for who counts to find


def test_notifications_without_an_answer_are_a_fault(treasurer: Client) -> None:
    Notification.objects.create(
        event_type="Payment", outcome=NotificationOutcome.FAILED, handled_at=timezone.now()
    )
    assert desk.provider(timezone.now()).unread_count == 1
    assert "Notifications de HelloAsso sans suite" in words_of(treasurer)


def test_helloasso_that_does_not_answer_is_said(treasurer: Client, settings: Any) -> None:
    settings.HELLOASSO_API_URL = "http://127.0.0.1:9"
    settings.HELLOASSO_ORGANIZATION = settings.HELLOASSO_CLIENT_ID = settings.HELLOASSO_CLIENT_SECRET = "x"
    page = treasurer.get(reverse("payments_staff:helloasso_day"), {"jour": "2026-03-02"})
    assert "HelloAsso ne répond pas" in page.content.decode()
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    page = treasurer.get(reverse("payments_staff:helloasso_day"), {"jour": tomorrow.isoformat()})
    assert "n’est pas encore venue" in page.content.decode()


def test_each_task_leads_to_what_it_counts(treasurer: Client) -> None:
    record_payment(received=received(2600), request=make_request())
    record_payment(received=received(100))
    page = treasurer.get(reverse("payments_staff:desk"))
    [over] = [task for task in page.context["tasks"] if task.title == "Trop-perçus"]
    rows = treasurer.get(over.url).context["page"].rows
    assert [row.hold for row in rows] == [Hold.OVERPAID]
