"""Acts of the session, by the name their address ends with: each reads its form and calls its service.

Pressed twice, an act finds done what it asks, and says so: no page tells of a fault that is none.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from milliard.accounts.actor import actor
from milliard.accounts.models import User
from milliard.assemblies.enums import AssemblyState, ResolutionState, SpeakingState
from milliard.assemblies.forms.session import HandsForm, OpenVoteForm, PapersForm, RollNumberForm
from milliard.assemblies.models import Assembly, Resolution, RollEntry, SpeakingRequest, VotingRight
from milliard.assemblies.services.assemblies import close_assembly, open_assembly, sign_minutes
from milliard.assemblies.services.floor import ask_to_speak, give_floor, give_up_speaking, take_floor_back
from milliard.assemblies.services.paper import PaperVerdict, count_papers, record_papers, tick_paper_voter
from milliard.assemblies.services.votes import close_vote, open_vote
from milliard.core.clock import database_now

#: (level, words) to show afterwards.
Said = list[tuple[int, str]]
Form = TypeVar("Form", bound=BaseForm)


class Unread(Exception):
    """What was typed is wrong: the form says where."""


@dataclass(slots=False)
class SessionRequest:
    """One request of the console. ``where``: the part of the page it is about; ``form``: what it typed."""

    request: HttpRequest
    assembly: Assembly
    where: str = ""
    form: BaseForm | None = None

    @cached_property
    def by(self) -> User:
        return actor(self.request)

    @cached_property
    def resolution(self) -> Resolution:
        """The one that the form names, of this assembly."""
        rows = Resolution.objects.filter(assembly=self.assembly).select_related(
            "amends", "assembly__statutes", "assembly__chair__member", "assembly__secretary__member"
        )
        named = _number(self.request.POST.get("resolution", ""))
        found = get_object_or_404(rows, pk=named)
        self.where = f"vote-{found.pk}"
        return found

    def entry(self, number: int) -> RollEntry | None:
        rows = RollEntry.objects.filter(assembly=self.assembly, number=number)
        return rows.select_related(
            "member", "assembly__statutes", "assembly__chair__member", "assembly__secretary__member"
        ).first()

    def read(self, form: Form, part: str) -> Form:
        """The form, right. Raises `Unread`."""
        self.where, self.form = part, form
        if not form.is_valid():
            raise Unread
        return form


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def _done(words: str) -> Said:
    return [(messages.SUCCESS, words)]


def _open(asked: SessionRequest) -> Said:
    asked.where = "seance"
    if asked.assembly.state != AssemblyState.OPEN:
        open_assembly(assembly=asked.assembly, by=asked.by)
    return _done("La séance est ouverte.")


def _close(asked: SessionRequest) -> Said:
    asked.where = "seance"
    if asked.assembly.state not in (AssemblyState.CLOSED, AssemblyState.SIGNED):
        close_assembly(assembly=asked.assembly, by=asked.by)
    return _done("La séance est close.")


def _sign(asked: SessionRequest) -> Said:
    asked.where = "seance"
    if asked.assembly.state != AssemblyState.SIGNED:
        sign_minutes(assembly=asked.assembly, by=asked.by)
    return _done("Le procès-verbal est signé.")


def _open_vote(asked: SessionRequest) -> Said:
    resolution = asked.resolution
    form = asked.read(OpenVoteForm(asked.request.POST), asked.where)
    minutes = form.cleaned_data["minutes"]
    if resolution.state != ResolutionState.OPEN:
        closes_at = database_now() + dt.timedelta(minutes=minutes) if minutes else None
        open_vote(resolution=resolution, closes_at=closes_at, by=asked.by)
    return _done(f"Vote ouvert\u00a0: «\u00a0{resolution.title}\u00a0».")


def _close_vote(asked: SessionRequest) -> Said:
    result = close_vote(resolution=asked.resolution, by=asked.by)
    closed = f"Vote clos\u00a0: «\u00a0{asked.resolution.title}\u00a0»"
    if result is None:
        return _done(f"{closed}. Ses dépositaires doivent ouvrir les sommes.")
    return _done(f"{closed}, {result.get_outcome_display()}.")


def _count(asked: SessionRequest) -> Said:
    resolution = asked.resolution
    form = asked.read(HandsForm(asked.request.POST, resolution=resolution), f"count-{resolution.pk}")
    count_papers(resolution=resolution, counts=form.counts(), by=asked.by)
    return _done("Décompte enregistré. Un nouveau décompte le remplace.")


def _record(asked: SessionRequest) -> Said:
    resolution = asked.resolution
    form = asked.read(PapersForm(asked.request.POST, resolution=resolution), f"papers-{resolution.pk}")
    verdicts = record_papers(resolution=resolution, papers=form.papers(), by=asked.by)
    counted = sum(1 for one in verdicts if not one.why)
    return [
        *([(messages.SUCCESS, f"Papiers enregistrés\u00a0: {counted}.")] if counted else []),
        *[_refused(one) for one in verdicts if one.why],
    ]


def _refused(verdict: PaperVerdict) -> tuple[int, str]:
    return messages.ERROR, f"Le papier du n°\u00a0{verdict.number} n’est pas compté\u00a0: {verdict.why}"


def _tick(asked: SessionRequest) -> Said:
    resolution = asked.resolution
    form = asked.read(RollNumberForm(asked.request.POST), f"tick-{resolution.pk}")
    number = form.cleaned_data["number"]
    verdict = tick_paper_voter(resolution=resolution, number=number, by=asked.by)
    if not verdict.why:
        return _done(f"N°\u00a0{number}\u00a0: a voté sur papier.")
    rights = VotingRight.objects.filter(resolution=resolution, entry__number=number, is_paper=True)
    if rights.exists():
        return [(messages.INFO, f"N°\u00a0{number}\u00a0: son vote sur papier était déjà noté.")]
    return [(messages.ERROR, f"N°\u00a0{number}\u00a0: {verdict.why}.")]


def _entry_of(asked: SessionRequest) -> RollEntry:
    form = asked.read(RollNumberForm(asked.request.POST), "parole")
    entry = asked.entry(form.cleaned_data["number"])
    if entry is None:
        form.add_error("number", "Personne n’a ce numéro.")
        raise Unread
    return entry


def _ask(asked: SessionRequest) -> Said:
    entry = _entry_of(asked)
    ask_to_speak(entry=entry, by=asked.by)
    return _done(f"{entry.member.name} attend la parole.")


def _give_up(asked: SessionRequest) -> Said:
    entry = _entry_of(asked)
    give_up_speaking(entry=entry, by=asked.by)
    return _done(f"{entry.member.name} n’attend plus la parole.")


def _give(asked: SessionRequest) -> Said:
    """The one shown is named: pressed twice, the floor does not go on to the next."""
    asked.where = "parole"
    rows = SpeakingRequest.objects.filter(assembly=asked.assembly).select_related("entry__member")
    wanted = get_object_or_404(rows, pk=_number(asked.request.POST.get("speaker", "")))
    if wanted.state != SpeakingState.SPEAKING:
        give_floor(assembly=asked.assembly, request=wanted, by=asked.by)
    return _done(f"La parole est à {wanted.entry.member.name}.")


def _take(asked: SessionRequest) -> Said:
    asked.where = "parole"
    speaking = SpeakingRequest.objects.filter(assembly=asked.assembly, state=SpeakingState.SPEAKING)
    if speaking.filter(pk=_number(asked.request.POST.get("speaker", ""))).exists():
        take_floor_back(assembly=asked.assembly, by=asked.by)
    return _done("La parole est reprise.")


ACTS: Mapping[str, Callable[[SessionRequest], Said]] = {
    "ouvrir": _open,
    "clore": _close,
    "signer": _sign,
    "ouvrir-un-vote": _open_vote,
    "clore-un-vote": _close_vote,
    "compter": _count,
    "saisir": _record,
    "pointer": _tick,
    "demander": _ask,
    "renoncer": _give_up,
    "donner": _give,
    "reprendre": _take,
}
