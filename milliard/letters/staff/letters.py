"""Letters: written, seen as somebody sees them, tried on oneself, confirmed, followed."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse

from french import plural
from milliard.accounts.actor import actor
from milliard.core.refusals import Refused
from milliard.core.staff import Act, StaffViewSet, posted
from milliard.letters.enums import DeliveryState, Lane, LetterState
from milliard.letters.models import DeliveryCount, Letter, Segment
from milliard.letters.policies import can_write_letters
from milliard.letters.segments import ready_segments
from milliard.letters.services.letters import (
    cancel_letter,
    copy_letter,
    draft_letter,
    edit_letter,
    schedule_letter,
    send_test,
    settle_letter,
)
from milliard.letters.services.recipients import Frozen, expect_recipients
from milliard.letters.staff.forms import (
    AsSomebodyForm,
    LetterForm,
    ScheduleForm,
    SettleForm,
    first_of,
    member_of_number,
)
from milliard.letters.staff.menu import letters_menu
from milliard.letters.staff.segments import words_of
from milliard.letters.writing import for_person, write_letter
from milliard.members.models import Member
from milliard.ui.component_records import Column

#: Messages whose end is not known yet.
_OPEN = (DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.UNCERTAIN)
_MOVING = (LetterState.SCHEDULED, LetterState.SENDING)


def _letters() -> QuerySet[Letter]:
    """Letters that somebody wrote; digests are made of them."""
    return Letter.objects.filter(is_digest=False).select_related("segment", "written_by")


def _list_words(letter: Letter) -> str:
    return f"{letter.segment.name}\u00a0: {words_of(letter.segment)}" if letter.segment else "à choisir"


def _context(request: HttpRequest, letter: Letter) -> Mapping[str, Any]:
    """The letter as somebody sees it, and what became of it by state."""
    counts = DeliveryCount.objects.of(letter)
    done = sum(count for state, count in counts.items() if state not in _OPEN)
    return {
        "counts": [(state.label, counts[state]) for state in DeliveryState if counts.get(state)],
        "done": done,
        "total": sum(counts.values()),
        "is_moving": letter.state in _MOVING,
        "follows": letter.state in _MOVING and "suivre" in request.GET,
        "links": letter.links.order_by("position"),
        **_as_somebody(letter, request.GET.get("membre", "")),
    }


def _as_somebody(letter: Letter, typed: str) -> Mapping[str, Any]:
    """Subject, text and HTML as one person receives them; an invented one when there is nobody."""
    try:
        member = (member_of_number(typed) if typed else first_of(letter)) or Member(
            pk=0, given_name="Camille", family_name="Exemple"
        )
    except Refused:
        member = Member(pk=0, given_name="Camille", family_name="Exemple")
    message = for_person(write_letter(letter), member, to="")
    html = str(message.alternatives[0][0])
    return {
        "as_member": member,
        "typed": typed,
        "is_unknown": bool(typed) and not member.pk,
        "message": message,
        "html": html.partition("<body>")[2].partition("</body>")[0],
    }


def _effects(letter: Letter) -> Sequence[str]:
    """What confirming does; how many receive it stands below, in large."""
    try:
        expected = expect_recipients(letter=letter, by=None)
    except Refused as refusal:
        return [refusal.message]
    lines = []
    if expected.skipped:
        lines.append(
            f"{plural(expected.skipped, 'personne n’a', 'personnes n’ont')} pas d’adresse qui marche\u00a0:"
            " l’avis leur est dû sur papier. Leur liste est dans «\u00a0Preuves d’envoi\u00a0»."
        )
    lane = (
        "C’est un avis statutaire\u00a0: il va à chaque membre de la liste, abonné·e ou non."
        if letter.lane == Lane.LEGAL
        else "Ce sont des nouvelles\u00a0: elles vont à celles et ceux qui les ont demandées."
    )
    return [
        *lines,
        lane,
        "La liste des destinataires est arrêtée maintenant. Le texte ne changera plus.",
    ]


def _confirmed(frozen: Frozen) -> str:
    return (
        f"C’est confirmé\u00a0: {plural(frozen.queued, 'personne recevra', 'personnes recevront')} la lettre."
    )


def _settled(again: int) -> str:
    sent = plural(again, "message repart", "messages repartent")
    return f"C’est réglé\u00a0: {sent}, les autres sont comptés comme partis."


def _confirm_context(request: HttpRequest, letter: Letter, form: BaseForm) -> Mapping[str, Any]:
    """The number in large."""
    try:
        return {"expected": expect_recipients(letter=letter, by=actor(request))}
    except Refused:
        return {"expected": None}


def _allowed(person: Any, letter: Letter) -> bool:
    return can_write_letters(person)


def _new_form(request: HttpRequest, _: None) -> LetterForm:
    """Empty; its list may be chosen by whoever leads here («?liste=members.newcomers»)."""
    return LetterForm(posted(request), chosen=_chosen(request.GET.get("liste", "")))


def _chosen(code: str) -> str:
    """What the form calls a ready list: its number where it was already kept."""
    ready = ready_segments().get(code)
    known = Segment.objects.filter(name=ready.name).order_by("pk").first() if ready else None
    return str(known.pk) if known else code


def writing_address(request: HttpRequest, code: str) -> str:
    """Where this person writes to those of a ready list; "" for whoever may not."""
    if not can_write_letters(request.user):
        return ""
    return f"{reverse('letters_staff:letter_draft')}?{urlencode({'liste': code})}"


def _is_draft(letter: Letter) -> bool:
    return letter.state == LetterState.DRAFT


letter_screens = StaffViewSet(
    model=Letter,
    title="Toutes les lettres",
    url_prefix="lettres",
    policy=can_write_letters,
    found=_letters,
    key="<uuid:public_id>",
    order=["-pk"],
    search=["subject"],
    columns=[
        Column("Objet", "subject"),
        Column("Voie", "get_lane_display"),
        Column("État", "get_state_display"),
        Column("À qui", "segment.name"),
        Column("Part le", "scheduled_at", "moment"),
    ],
    facts=[
        Column("État", "get_state_display"),
        Column("Voie", "get_lane_display"),
        Column("À qui", _list_words),
        Column("Destinataires arrêtés le", "frozen_at", "moment"),
        Column("Part le", "scheduled_at", "moment"),
        Column("Partie le", "sent_at", "moment"),
        Column("Écrite par", "written_by"),
    ],
    template="letters/staff/letter.html",
    context=_context,
    empty="Aucune lettre pour l’instant.",
    empty_hint="Faites d’abord une liste, puis écrivez.",
    create=Act(
        "draft",
        "nouvelle",
        "Nouvelle lettre",
        submit="Enregistrer le brouillon",
        lead="Rien ne part avant que vous ne confirmiez.",
        done="Brouillon enregistré. Relisez-le ici comme une personne le recevra.",
        form=_new_form,
        service=draft_letter,
        policy=can_write_letters,
    ),
    acts=[
        Act(
            "schedule",
            "envoyer",
            "Confirmer l’envoi",
            label="Envoyer ou programmer",
            effects=_effects,
            done=_confirmed,
            form=ScheduleForm,
            service=schedule_letter,
            policy=_allowed,
            is_offered=lambda letter: _is_draft(letter) and letter.segment is not None,
            is_primary=True,
            template="letters/staff/schedule.html",
            context=_confirm_context,
        ),
        Act(
            "edit",
            "modifier",
            "Modifier la lettre",
            submit="Enregistrer le brouillon",
            done="Brouillon enregistré.",
            form=lambda request, letter: LetterForm(posted(request), letter=letter),
            service=edit_letter,
            policy=_allowed,
            is_offered=_is_draft,
        ),
        Act(
            "test",
            "essai",
            "M’envoyer un essai",
            submit="Me l’envoyer",
            lead="Le message part vers votre propre adresse, marqué [Essai].",
            done="L’essai est parti vers votre adresse.",
            form=AsSomebodyForm,
            service=send_test,
            policy=_allowed,
            is_offered=_is_draft,
        ),
        Act(
            "cancel",
            "arreter",
            "Arrêter l’envoi",
            effects=[
                "Plus aucun message de cette lettre ne part.",
                "Ceux déjà partis le restent\u00a0: la page en dit le nombre.",
            ],
            done="L’envoi est arrêté.",
            service=cancel_letter,
            policy=_allowed,
            is_offered=lambda letter: letter.state in _MOVING,
        ),
        Act(
            "settle",
            "regler",
            "Régler les messages incertains",
            lead="L’envoi a été coupé au moment où le serveur de courrier répondait\u00a0: ces messages sont"
            " peut-être partis, peut-être pas.",
            submit="Régler",
            done=_settled,
            form=lambda request, letter: SettleForm(posted(request), letter=letter),
            service=settle_letter,
            policy=_allowed,
            is_offered=lambda letter: letter.deliveries.filter(state=DeliveryState.UNCERTAIN).exists(),
        ),
        Act(
            "copy",
            "copier",
            "Copier dans un nouveau brouillon",
            effects=["Un brouillon avec le même texte, la même voie et la même liste est créé."],
            done="La copie est dans la liste des lettres.",
            service=copy_letter,
            policy=_allowed,
        ),
    ],
    icon="mail",
    menu_hook=letters_menu.register_hook_name,
    menu_order=100,
)
