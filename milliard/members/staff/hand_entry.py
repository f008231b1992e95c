"""One person entered by hand, from a paper form."""

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse

from milliard.core.staff import Act, posted
from milliard.members.forms.hand_entry import HandEntryForm
from milliard.members.models import Member
from milliard.members.policies import can_keep_register
from milliard.members.services.hand_entries import enter_by_hand
from milliard.members.staff.likeness import in_common
from milliard.payments.policies import can_receive_at_place
from milliard.ui.component_records import Column

_LIKELY = [
    Column(
        "Qui",
        lambda pair: pair[0].name,
        note=lambda pair: pair[0].number,
        url=lambda pair: reverse("members_staff:member", args=[pair[0].public_id]),
    ),
    Column("Commune ou pays", lambda pair: pair[0].place),
    Column("En commun", lambda pair: in_common(pair[1].alike)),
    Column("Ressemblance", lambda pair: f"{pair[1].score} sur 100", is_number=True),
]


def _form(request: HttpRequest, _: None) -> HandEntryForm:
    return HandEntryForm(posted(request), may_receive=can_receive_at_place(request.user))


def _context(request: HttpRequest, _: None, form: BaseForm) -> Mapping[str, Any]:
    return {"columns": _LIKELY}


def _done(member: Member) -> str:
    if member.register.exists():
        return f"{member.name} est membre, sous le numéro {member.number}."
    return (
        f"{member.name} est noté·e\u00a0: son adhésion commence quand sa cotisation arrive. La référence à"
        " donner est plus bas."
    )


ENTER = Act(
    "enter",
    "inscrire",
    "Inscrire une personne",
    submit="Inscrire",
    lead="Depuis un formulaire papier, une personne à la fois. Pour une liste entière, importez un fichier.",
    done=_done,
    form=_form,
    service=enter_by_hand,
    policy=can_keep_register,
    template="members/staff/hand_entry.html",
    context=_context,
)
