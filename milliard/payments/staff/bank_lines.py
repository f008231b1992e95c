"""Lines of bank statements: what may each pay, a person's choice, setting aside, undoing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.lookups import Contains
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST
from django_filters import ChoiceFilter, FilterSet, NumberFilter

from french import Unclear, plural, read_cents
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import Act, SearchFilter, StaffViewSet, press
from milliard.payments.enums import ReversalKind
from milliard.payments.models import BankLine, Payment, PaymentRequest
from milliard.payments.models.bank import BankLineState
from milliard.payments.policies import can_keep_books, can_see_payments
from milliard.payments.services.matching import match_line, set_line_aside, take_back_by_line, undo_line
from milliard.payments.services.proposals import Proposal, propose
from milliard.payments.staff.bank_statements import LINE_COLUMNS
from milliard.payments.staff.menu import money_menu
from milliard.ui.component_records import Column

REASONS = {
    "reference": "la référence est écrite dans le libellé",
    "same_amount": "le montant est celui qui est attendu",
    "too_much": "il y a plus que ce qui est attendu",
    "in_part": "il y a moins que ce qui est attendu",
    "not_enough_for_all": "il n’y a pas assez pour toutes les demandes écrites",
    "already_closed": "cette demande est déjà payée ou annulée",
    "same_name": "le nom est le même",
    "words_of_name": "une partie du nom est la même",
    "several_alike": "plusieurs demandes ont ce nom et ce montant",
    "asked_later": "la demande est plus récente que le virement",
    "organisation": "c’est une organisation qui paie",
    "same_account": "ces demandes viennent du même compte",
    "sum_of_all": "leur somme est le montant du virement",
    "bank_says_return": "la banque dit que c’est un retour",
}
_MOST_FOUND = 20
#: Why money of a transfer leaves: the usual first.
_BACK = (ReversalKind.REFUSED_LATE, ReversalKind.REFUNDED)


class BankLineFilters(FilterSet):  # type: ignore[misc]
    """What waits, unless something else is asked."""

    q = SearchFilter("counterparty", "label", label="Nom ou libellé")
    etat = ChoiceFilter(label="État", field_name="state", choices=BankLineState.choices, empty_label="Tous")
    releve = NumberFilter(field_name="statement", label="Relevé", widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *args: Any, **options: Any) -> None:
        if not any(name in (data or {}) for name in ("q", "etat", "releve")):
            data = {**(data.dict() if data else {}), "etat": BankLineState.TO_MATCH}
        super().__init__(data, *args, **options)


class NoteForm(forms.Form):
    """Why a line pays nothing that was asked."""

    note = forms.CharField(
        label="Pourquoi", max_length=300, help_text="Subvention, remise de chèques, intérêts…"
    )


def _found() -> QuerySet[BankLine]:
    """Lines of statements, those that wait first asked for."""
    return BankLine.objects.select_related("account", "statement", "payment", "reversal__payment")


def _best(line: BankLine) -> str:
    if line.state != BankLineState.TO_MATCH or not line.proposals:
        return ""
    best = line.proposals[0]
    return f"{best['score']} sur 100\u00a0: {', '.join(REASONS[reason] for reason in best['reasons'])}"


def _context(request: HttpRequest, line: BankLine) -> Mapping[str, Any]:
    """What the line may pay, found now, and what was searched by hand."""
    waits = line.state == BankLineState.TO_MATCH and can_keep_books(request.user)
    typed = request.GET.get("q", "").strip()[:200]
    return {
        "waits": waits,
        "is_credit": line.amount_cents > 0,
        "proposals": [_shown(proposal) for proposal in propose([line])[line.pk]] if waits else [],
        "typed": typed,
        "found": search_requests(typed, line) if waits and typed else [],
        "kinds": _BACK,
    }


def _shown(proposal: Proposal) -> dict[str, Any]:
    payment = Payment.objects.filter(pk=proposal.payment).first() if proposal.payment else None
    return {
        "score": proposal.score,
        "reasons": [REASONS[reason] for reason in proposal.reasons],
        "requests": PaymentRequest.objects.filter(pk__in=proposal.requests).order_by("pk"),
        "payment": payment,
    }


def search_requests(typed: str, line: BankLine) -> list[PaymentRequest]:
    """Requests that wait for money, by reference, by amount, or by words of the payer's name."""
    payable = PaymentRequest.objects.payable()
    by_reference = PaymentRequest.objects.filter(reference=typed.replace(" ", "").upper())
    if by_reference:
        return list(by_reference)
    try:
        return list(
            payable.filter(amount_cents=F("received_cents") + read_cents(typed)).order_by("pk")[:_MOST_FOUND]
        )
    except Unclear:
        named = Q()
        for word in typed.split()[:4]:
            named &= Q(Contains(_plain(F("payer_name")), _plain(Value(word))))
        return list(payable.filter(named).order_by("payer_name", "pk")[:_MOST_FOUND])


def _plain(text: F | Value) -> Func:
    return Func(text, function="milliard_plain")


@require_POST
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Count a line for the requests that were chosen."""
    authorize(request.user, can_keep_books)
    line = get_object_or_404(BankLine, pk=pk)
    numbers = [int(number) for number in request.POST.getlist("requests") if number.isdecimal()]
    chosen = sorted(PaymentRequest.objects.filter(pk__in=numbers), key=lambda one: numbers.index(one.pk))
    back = line_screens.url_of(line)
    return press(
        request,
        lambda: match_line(
            line=line, requests=chosen, is_person="is_person" in request.POST, by=actor(request)
        ),
        done=_said,
        back=back,
    )


def _said(line: BankLine) -> str:
    payment = line.payment
    if payment is None or payment.hold:
        return "Enregistré\u00a0; une partie attend encore votre décision, dans les paiements."
    count = payment.allocations.values("part__request").distinct().count()
    return f"Rapproché\u00a0: {plural(count, 'demande payée', 'demandes payées')}, en tout ou en partie."


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which payment a line below zero takes back."""
    authorize(request.user, can_keep_books)
    line = get_object_or_404(BankLine, pk=pk)
    number = request.POST.get("payment", "")
    payment = get_object_or_404(Payment, pk=number if number.isdecimal() else None)
    kind = next((kind for kind in _BACK if kind == request.POST.get("kind")), _BACK[0])
    return press(
        request,
        lambda: take_back_by_line(line=line, payment=payment, kind=kind, by=actor(request)),
        done="Repris\u00a0: la demande attend de nouveau son argent.",
        back=line_screens.url_of(line),
    )


def _can_undo(line: BankLine) -> bool:
    return line.state != BankLineState.TO_MATCH


def _effects_of_undoing(line: BankLine) -> list[str]:
    if line.reversal_id is not None:
        return [
            "La ligne revient parmi celles qui attendent.",
            "Le paiement qu’elle reprenait compte de nouveau, par une écriture liée : rien n’est effacé.",
            "Si la demande a été payée autrement entre-temps, l’argent attend votre décision.",
        ]
    if line.payment_id is None:
        return ["La ligne revient parmi celles qui attendent."]
    return [
        "La ligne revient parmi celles qui attendent.",
        "Ce qu’elle avait payé est repris par une écriture liée\u00a0: rien n’est effacé.",
        "La demande attend de nouveau son argent.",
    ]


line_screens = StaffViewSet(
    model=BankLine,
    title="Virements à rapprocher",
    one="line",
    name="bank_lines",
    url_prefix="lignes-de-releve",
    policy=can_see_payments,
    found=_found,
    order=["-booked_on", "-pk"],
    filters=BankLineFilters,
    is_exported=True,
    columns=[*LINE_COLUMNS, Column("Ce qui est proposé", _best)],
    facts=[
        Column("Qui", "counterparty"),
        Column("Libellé", "label"),
        Column("Montant", "amount_cents", "euros"),
        Column("Le", "booked_on", "date_longue"),
        Column("Références", lambda row: ", ".join(row.references)),
        Column("Compte", "account"),
        Column("État", "get_state_display"),
        Column("Précision", "note"),
        Column("Paiement", lambda row: row.payment or ""),
        Column("Reprise", lambda row: row.reversal or ""),
    ],
    template="payments/staff/bank_line.html",
    context=_context,
    acts=[
        Act(
            "set_aside",
            "mettre-de-cote",
            "Mettre de côté",
            lead="Cette ligne ne paie rien de ce qui est demandé\u00a0: dites ce qu’elle est.",
            done="Mise de côté.",
            form=NoteForm,
            service=set_line_aside,
            policy=lambda person, line: can_keep_books(person),
            is_offered=lambda line: line.state == BankLineState.TO_MATCH,
        ),
        Act(
            "undo",
            "defaire",
            "Défaire",
            effects=_effects_of_undoing,
            done="Défait\u00a0: la ligne attend de nouveau.",
            service=undo_line,
            policy=lambda person, line: can_keep_books(person),
            is_offered=_can_undo,
        ),
    ],
    empty="Tout est rapproché\u00a0: aucun virement n’attend.",
    nothing_found="Aucune ligne ne correspond. «\u00a0Tous\u00a0» montre aussi celles qui sont rapprochées.",
    icon="link",
    menu_hook=money_menu.register_hook_name,
    menu_order=210,
)
