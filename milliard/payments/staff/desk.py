"""The treasurer's desk: what to do first, what arrived, whether it adds up with the bank and HelloAsso."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from french import plural
from milliard.core.access import authorize
from milliard.core.fields import DayField
from milliard.core.staff import show
from milliard.payments import desk
from milliard.payments.desk import Pile, Waiting
from milliard.payments.enums import Hold, PaymentState
from milliard.payments.helloasso.answers import UnreadableAnswer
from milliard.payments.helloasso.client import ProviderAway
from milliard.payments.policies import can_see_payments
from milliard.payments.services.reconciliation import ProviderDay, provider_day
from milliard.ui.component_records import Column

TITLE = "Aujourd’hui"
#: What each reason to hold money asks of the treasurer.
_HOLDS = {
    Hold.UNMATCHED: ("À rapprocher d’une demande", "De l’argent est là\u00a0: on ne sait pas pour quoi."),
    Hold.OVERPAID: ("Trop-perçus", "Rembourser, ou compter en don avec l’accord de la personne."),
    Hold.ORGANISATION: (
        "Payés par une organisation",
        "Une organisation n’adhère pas\u00a0: la prévenir, rembourser.",
    ),
    Hold.UNKNOWN_STATE: ("État inconnu chez HelloAsso", "Regarder sur HelloAsso ce qu’il en est."),
    Hold.AMOUNT_DIFFERS: ("Montant différent de la demande", "Vérifier avant de compter."),
    Hold.REQUEST_CLOSED: ("Demande annulée ou déjà payée", "Sans doute payé deux fois\u00a0: rembourser."),
}
_TASKS = [
    Column("Quoi", "title", url="url", note="hint"),
    Column("Combien", "pile.count", "entier"),
    Column("Montant", lambda row: row.pile.cents or None, "euros", is_number=True),
    Column("Depuis le", "pile.oldest", "date_longue"),
]
_ARRIVED = [
    Column("Moyen", "label"),
    Column("Aujourd’hui", "today.cents", "euros", is_number=True, note=lambda row: _times(row.today)),
    Column("Ces sept jours", "week.cents", "euros", is_number=True, note=lambda row: _times(row.week)),
]
_BANK = [
    Column("Compte", "account", note=lambda row: f"journée du {row.day:%d/%m/%Y}"),
    Column("Arrivé à la banque", "credited_cents", "euros", is_number=True),
    Column("Compté ici", "counted_cents", "euros", is_number=True),
    Column("À rapprocher", "to_match_cents", "euros", is_number=True),
    Column("Mis de côté", "aside_cents", "euros", is_number=True),
    Column("Écart", "gap_cents", "euros", is_number=True),
]
_OLDEST = [
    Column("Depuis le", "since", "date_longue", url=lambda row: _url_of(row)),
    Column("Montant", "cents", "euros", is_number=True),
    Column("De", lambda row: row.who or "sans nom"),
    Column("Pourquoi", "reason"),
]
_SLIPS = [
    Column("Bordereau", "number", url=lambda row: reverse("payments_staff:slip", args=[row.public_id])),
    Column("Moyen", "get_means_display"),
    Column("Lieu", "place"),
    Column(
        "Préparé par", "prepared_by", note=lambda row: f"le {timezone.localtime(row.prepared_at):%d/%m/%Y}"
    ),
]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: its size, why, where."""

    title: str
    hint: str
    url: str
    pile: Pile
    #: What does not add up comes before what merely waits.
    is_fault: bool = False


@require_safe
def treasurer_desk(request: HttpRequest) -> HttpResponse:
    """The first entry of «Argent»."""
    authorize(request.user, can_see_payments)
    now = timezone.localtime()
    slips, provider = desk.oldest_slips(), desk.provider(now)
    wrong = desk.statements_that_do_not_add_up()
    not_settled = desk.not_settled()
    tasks = [*_faults(wrong, provider), *_waiting(not_settled.get(PaymentState.REFUSED))]
    arrived = desk.arrived(now.date())
    return show(
        request,
        "payments/staff/desk.html",
        title=TITLE,
        icon="calendar-check",
        now=now,
        since=now.date() - desk.WEEK,
        tasks=tasks,
        task_columns=_TASKS,
        arrived=arrived,
        arrived_columns=_ARRIVED,
        bank_days=desk.bank_days(),
        bank_columns=_BANK,
        wrong_statements=[
            (row, gap, reverse("payments_staff:statement", args=[row.pk])) for row, gap in wrong
        ],
        slips=slips,
        slip_columns=_SLIPS,
        oldest=desk.oldest_waiting(),
        oldest_columns=_OLDEST,
        provider=provider,
        on_their_way=not_settled.get(PaymentState.PENDING),
    )


def _faults(wrong: Sequence[tuple[object, int]], provider: desk.Provider) -> Iterator[Task]:
    if wrong:
        gap = sum(abs(cents) for _, cents in wrong)
        hint = "Les lignes ne mènent pas d’un solde à l’autre\u00a0: il en manque, ou une est de trop."
        yield Task("Relevés qui ne tombent pas juste", hint, "#releves", Pile(len(wrong), gap), is_fault=True)
    if provider.unread_count:
        hint = "HelloAsso a dit quelque chose qui n’a pas pu être relu\u00a0: comparer la journée."
        url = reverse("payments_staff:helloasso_day")
        pile = Pile(provider.unread_count)
        yield Task("Notifications de HelloAsso sans suite", hint, url, pile, is_fault=True)


def _waiting(refused: Pile | None) -> Iterator[Task]:
    lines = desk.lines_to_match()
    if lines.count:
        hint = "La banque les a comptés\u00a0: à qui sont-ils\u202f?"
        yield Task("Virements à rapprocher", hint, reverse("payments_staff:bank_lines"), lines)
    payments = reverse("payments_staff:payments")
    held = desk.held()
    for hold, (title, hint) in _HOLDS.items():
        if hold in held:
            yield Task(title, hint, f"{payments}?raison={hold.value}", held[hold])
    yield from _taken_back(payments, refused)
    slips = desk.slips_to_count()
    if slips.count:
        hint = "Une personne qui ne l’a pas préparé compte les pièces."
        yield Task("Bordereaux à compter", hint, "#bordereaux", slips)
    pieces = desk.pieces_to_deposit()
    if pieces.count:
        url = reverse("payments_staff:slip_prepare")
        yield Task("Chèques et espèces à remettre", "Les mettre sur un bordereau.", url, pieces)


def _taken_back(payments: str, refused: Pile | None) -> Iterator[Task]:
    contested = desk.contested()
    if contested.count:
        hint = "Repris par la banque de la personne depuis trente jours\u00a0: lui écrire, avec tact."
        yield Task("Paiements contestés", hint, f"{payments}?repris=on", contested)
    if refused:
        hint = "Depuis trente jours\u00a0: la personne peut payer autrement."
        yield Task("Prélèvements refusés", hint, f"{payments}?etat={PaymentState.REFUSED.value}", refused)


def _times(pile: Pile) -> str:
    return plural(pile.count, "paiement") if pile.count else ""


def _url_of(row: Waiting) -> str:
    if row.payment is not None:
        return reverse("payments_staff:payment", args=[row.payment.public_id])
    return reverse("payments_staff:line", args=[row.line.pk]) if row.line is not None else ""


class DayForm(forms.Form):
    """The day to compare."""

    jour = DayField(label="Journée")

    def clean_jour(self) -> dt.date:
        day: dt.date = self.cleaned_data["jour"]
        if day > timezone.localdate():
            raise forms.ValidationError("Cette journée n’est pas encore venue.")
        return day


@require_safe
def helloasso_day(request: HttpRequest) -> HttpResponse:
    """One day as HelloAsso tells it and as it is here; HelloAsso is asked when a day was chosen."""
    authorize(request.user, can_see_payments)
    form = DayForm(request.GET) if "jour" in request.GET else DayForm(initial={"jour": timezone.localdate()})
    found: ProviderDay | None = None
    is_away = False
    if form.is_bound and form.is_valid():
        try:
            found = provider_day(day=form.cleaned_data["jour"])
        except (ProviderAway, UnreadableAnswer):
            is_away = True
    return show(
        request,
        "payments/staff/helloasso_day.html",
        title="HelloAsso, une journée",
        crumbs=[(TITLE, reverse("payments_staff:desk"))],
        form=form,
        found=found,
        gap_cents=found.theirs_cents - found.ours_cents if found else 0,
        is_away=is_away,
    )
