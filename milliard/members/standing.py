"""Where one member stands today, and the one thing to do next: what every page of theirs shows."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from french import format_date, format_euros
from milliard.members.enums import DepartureKind, MembershipState
from milliard.members.models import Departure, DuesRates, DuesRequest, Member
from milliard.members.reads import ASKED, LEFT, with_state
from milliard.members.services.dues import rates_in_force
from milliard.payments.enums import RequestState


@dataclass(frozen=True, slots=True)
class Step:
    """What is next, in words; ``url`` empty: nothing to press. ``is_post``: the link is a form."""

    title: str
    text: str
    label: str = ""
    url: str = ""
    is_post: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A member with their state, as of today."""

    member: Member
    state: MembershipState
    paid_until: dt.date | None
    rates: DuesRates
    asked: DuesRequest | None
    left: Departure | None

    @property
    def has_card(self) -> bool:
        """Their card is valid."""
        return self.state in (MembershipState.CURRENT, MembershipState.DUE_SOON)

    @property
    def is_in_grace(self) -> bool:
        return (
            self.state == MembershipState.DUE_SOON
            and self.paid_until is not None
            and self.paid_until < timezone.localdate()
        )

    @property
    def may_pay(self) -> bool:
        """Something may be asked of them."""
        if self.state != MembershipState.LEFT:
            return self.asked is not None or self.state != MembershipState.CURRENT
        return self.next_step.url != "" and not self.next_step.is_post

    @property
    def may_resign(self) -> bool:
        return self.left is None and self.state not in (MembershipState.NEVER, MembershipState.PENDING)

    @property
    def grace_until(self) -> dt.date | None:
        if self.paid_until is None:
            return None
        return self.paid_until + dt.timedelta(days=self.rates.grace_days)

    @property
    def next_step(self) -> Step:
        """The one thing to do, by state; a payment begun comes first."""
        if self.state == MembershipState.LEFT:
            return self._way_back()
        if self.asked is not None:
            return self._finish(self.asked)
        until = format_date(self.paid_until) if self.paid_until else ""
        dues = reverse("members:dues", args=[self.member.public_id])
        match self.state:
            case MembershipState.CURRENT:
                return Step(f"Vous êtes membre jusqu’au {until}", "Rien à faire\u00a0: merci d’être là.")
            case MembershipState.DUE_SOON if self.is_in_grace:
                last = format_date(self.grace_until or timezone.localdate())
                text = f"Vous gardez votre voix jusqu’au {last}. Renouvelée d’ici là, elle reprend sans trou."
                return Step(f"Votre adhésion a pris fin le {until}", text, "Renouveler", dues)
            case MembershipState.DUE_SOON:
                text = "Renouvelez dès maintenant\u00a0: la nouvelle période commence à la fin de celle-ci."
                return Step(f"Votre adhésion finit le {until}", text, "Renouveler", dues)
            case MembershipState.LAPSED:
                text = "Vous pouvez la reprendre quand vous voulez\u00a0: elle repart du jour du paiement."
                return Step(f"Votre adhésion a pris fin le {until}", text, "Reprendre", dues)
        text = "Il ne manque que la cotisation."
        return Step("Vous avez commencé à adhérer", text, "Reprendre", dues)

    def _finish(self, asked: DuesRequest) -> Step:
        request = asked.payment_request
        if request.state == RequestState.PENDING:
            text = "Nous vous écrivons dès qu’il est là. Un prélèvement ou un virement prend quelques jours."
            return Step("Votre paiement est en route", text)
        title = (
            "Votre paiement a été repris"
            if request.state == RequestState.REVERSED
            else "Vous avez commencé, il reste à payer"
        )
        text = f"{format_euros(request.due_cents)} sont attendus, avec la référence {request}."
        url = reverse("payments:request", args=[request.public_id])
        return Step(title, text, "Reprendre le paiement", url)

    def _way_back(self) -> Step:
        if self.left is None or self.left.kind != DepartureKind.RESIGNED:
            return Step("Votre adhésion a pris fin", "Pour en parler, écrivez-nous.")
        title = f"Vous êtes parti·e le {format_date(self.left.effective_on)}"
        if self.paid_until is not None and self.paid_until >= timezone.localdate():
            until = format_date(self.paid_until)
            text = f"Votre cotisation court jusqu’au {until}\u00a0: revenir ne coûte rien."
            url = reverse("members:come_back", args=[self.member.public_id])
            return Step(title, text, "Revenir", url, is_post=True)
        url = reverse("members:dues", args=[self.member.public_id])
        return Step(title, "La porte est ouverte.", "Revenir", url)


def standing_of(member: Member) -> Standing:
    """Where a member stands today. Raises `JoiningClosed` when no rules of dues are in force."""
    rates = rates_in_force()
    now = with_state(member.pk, rates, timezone.localdate())
    asked, left = ASKED.first(member=member.pk), LEFT.first(member=member.pk)
    return Standing(now, MembershipState(now.state), now.paid_until, rates, asked, left)
