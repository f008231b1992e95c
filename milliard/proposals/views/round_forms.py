"""The forms of a round by act, and what each does."""

from collections.abc import Callable

from django.forms import BaseForm
from django.http import HttpRequest

from milliard.accounts.actor import actor
from milliard.core.staff import posted
from milliard.members.models import Member
from milliard.proposals.enums import RoundPhase
from milliard.proposals.forms import ObjectionForm, RoundWordForm, StandAsideForm, VoteOfLastResortForm
from milliard.proposals.models import ConsentRound
from milliard.proposals.services.taking_part import (
    consent_in_round,
    lift_objection,
    object_in_round,
    speak_in_round,
    stand_aside,
    vote_in_round,
)

_FORMS: dict[str, type[BaseForm]] = {
    "speak": RoundWordForm,
    "object": ObjectionForm,
    "aside": StandAsideForm,
    "vote": VoteOfLastResortForm,
}
#: Phase -> what is typed in it.
_OF_PHASE = {
    RoundPhase.CLARIFY: ("speak",),
    RoundPhase.REACT: ("speak",),
    RoundPhase.OBJECT: ("object", "aside"),
    RoundPhase.INTEGRATE: ("speak",),
    RoundPhase.FALLBACK: ("vote",),
}


def round_forms(request: HttpRequest, current: ConsentRound) -> dict[str, BaseForm]:
    """Those of the phase under way, and the one that was sent, filled."""
    data, asked = posted(request), request.POST.get("act", "")
    names = {*_OF_PHASE.get(RoundPhase(current.phase), ()), *({asked} & _FORMS.keys())}
    return {name: _FORMS[name](data if asked == name else None, auto_id=f"{name}_%s") for name in names}


def act_of(
    request: HttpRequest, current: ConsentRound, member: Member, form: BaseForm | None
) -> Callable[[], object]:
    """What the post asks for; nothing, when it asks for nothing known."""
    asked, by = request.POST.get("act", ""), actor(request)
    said = form.cleaned_data if form is not None and form.is_valid() else {}
    services: dict[str, Callable[..., object]] = {
        "speak": speak_in_round,
        "object": object_in_round,
        "aside": stand_aside,
        "vote": vote_in_round,
        "consent": consent_in_round,
    }
    if asked in services:
        return lambda: services[asked](current=current, member=member, **said, by=by)
    number = request.POST.get("objection", "")
    if asked == "lift" and number.isdecimal() and len(number) < 7:
        found = (
            current.objections.select_related("round__proposal", "seat").filter(number=int(number)).first()
        )
        if found is not None:
            return lambda: lift_objection(objection=found, member=member, by=by)
    return lambda: None
