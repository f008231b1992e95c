"""The ballots of one page: one for each mandate, drawn from what is recorded or typed, read from a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, QueryDict

from french import format_euros, plural
from milliard.assemblies.enums import Secrecy, VotingMethod
from milliard.assemblies.models import OpenBallot, Resolution, ResolutionChoice, RollEntry, VotingRight
from milliard.assemblies.papers import GRADES, MOTION_WORDS, BallotUnclear, in_words, read_ballot
from milliard.assemblies.services.votes import (
    AlreadyOnPaper,
    AlreadyVoted,
    BallotChangedElsewhere,
    TypedBallot,
)
from milliard.assemblies.views.own import key_of
from milliard.ui.component_records import Option, SplitRow

_BLANK = "blank"


@dataclass(slots=True)
class MandateBallot:
    """The ballot of one mandate as its page shows it."""

    right: VotingRight
    choices: Sequence[ResolutionChoice]
    #: What is in the box, of an open vote; None: nothing, or nobody can tell.
    recorded: OpenBallot | None = None
    #: What the form shows, in the shape that `papers.read_ballot` takes.
    typed: Mapping[str, Any] = field(default_factory=dict)
    #: What the page it was typed on had seen.
    seen: int = 0
    error: str = ""
    #: Whether a form held it.
    is_sent: bool = False

    @property
    def prefix(self) -> str:
        return f"v{self.right.pk}"

    @property
    def resolution(self) -> Resolution:
        return self.right.resolution

    @property
    def title(self) -> str:
        """«Votre voix», «Au nom de Claude Exemple, par pouvoir»."""
        if not self.right.is_by_proxy:
            return "Votre voix"
        name = self.right.entry.member.name or f"n°\u00a0{self.right.entry.number}"
        return f"Au nom de {name}, par pouvoir"

    @property
    def is_done(self) -> bool:
        return self.right.has_voted

    @property
    def takes_typing(self) -> bool:
        """Not yet cast; or of an open vote, where one may change."""
        is_kept = self.right.has_voted and self.resolution.secrecy != Secrecy.OPEN
        return not (is_kept or self.right.is_paper)

    @property
    def recorded_words(self) -> str:
        if self.recorded is None:
            return ""
        labels = {choice.number: choice.label for choice in self.choices}
        return in_words(self.resolution, labels, self.recorded.content)

    @property
    def is_blank(self) -> bool:
        return bool(self.typed.get("blank"))

    @property
    def motion_options(self) -> list[Option]:
        return [Option(value, label) for value, label in MOTION_WORDS.items()]

    @property
    def choice_value(self) -> str:
        return str(self.typed.get("choice", ""))

    @property
    def box_options(self) -> list[Option]:
        """Choices to tick, with what they cost, then the blank ballot, which unticks them."""
        boxes = [
            Option(
                str(choice.number),
                f"{choice.label}, {format_euros(choice.cost_cents)}" if choice.cost_cents else choice.label,
                choice.text,
            )
            for choice in self.choices
        ]
        return [*boxes, Option(_BLANK, "Je vote blanc", is_exclusive=True)]

    @property
    def box_values(self) -> list[str]:
        return [_BLANK] * self.is_blank + [str(number) for number in self.typed.get("chosen", ())]

    @property
    def most(self) -> str:
        """How many one may tick, in words; "" when nobody counts."""
        limit = self.resolution.max_chosen
        return f"Au plus {plural(limit, 'choix', 'choix')}." if limit else ""

    @property
    def chosen_cents(self) -> int:
        """What the ticked projects cost together."""
        ticked = set(map(str, self.typed.get("chosen", ())))
        return sum(choice.cost_cents or 0 for choice in self.choices if str(choice.number) in ticked)

    @property
    def grade_columns(self) -> list[Option]:
        best = len(GRADES) - 1
        return [Option(str(best - place), grade) for place, grade in enumerate(GRADES)]

    @property
    def grade_rows(self) -> list[SplitRow]:
        return self._rows("grade", self.typed.get("grades", {}))

    @property
    def rank_rows(self) -> list[SplitRow]:
        return self._rows("rank", self.typed.get("ranks", {}))

    def _rows(self, part: str, values: Mapping[str, Any]) -> list[SplitRow]:
        return [
            SplitRow(
                f"{self.prefix}_{part}_{choice.number}",
                choice.label,
                str(values.get(str(choice.number), "")),
                choice.text,
            )
            for choice in self.choices
        ]


def ballots_of_voter(resolution: Resolution, voter: RollEntry) -> list[MandateBallot]:
    """All the mandates a member votes with: their own first; three queries."""
    rows = VotingRight.objects.filter(resolution=resolution, voter=voter)
    rights = list(rows.select_related("entry__member", "voter__member").order_by("pk"))
    rights.sort(key=lambda right: (right.is_by_proxy, right.entry.number))
    choices = sorted(resolution.choices.all(), key=lambda choice: choice.number)
    known = {one.right_id: one for one in OpenBallot.objects.filter(right__in=rights)} if rights else {}
    ballots = []
    for right in rights:
        right.resolution = resolution
        recorded = known.get(right.pk)
        ballots.append(
            MandateBallot(
                right,
                choices,
                recorded,
                typed=recorded.content if recorded else {},
                seen=recorded.revision if recorded else 0,
            )
        )
    return ballots


def fill_typed(ballots: Sequence[MandateBallot], form: QueryDict) -> None:
    """Put what was typed in each ballot; «la même chose pour tous» fills those not cast like the first."""
    taking = [one for one in ballots if one.takes_typing]
    for one in taking:
        one.typed, one.seen = _typed_of(one, form), _seen_of(one, form)
        one.is_sent = f"{one.prefix}_seen" in form
    first = next((one for one in ballots if one.prefix == form.get("same")), None)
    if first is not None:
        filled = _typed_of(first, form)
        for one in taking:
            if not one.is_done:
                one.typed = filled


def came_too_late(ballots: Sequence[MandateBallot], form: QueryDict) -> list[MandateBallot]:
    """Ballots typed on an old page, which the box holds already and which cannot change."""
    kept = [one for one in ballots if not one.takes_typing]
    return [one for one in kept if not _is_untouched(_typed_of(one, form))]


def _seen_of(ballot: MandateBallot, form: QueryDict) -> int:
    seen = form.get(f"{ballot.prefix}_seen", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 6 else 0


def _typed_of(ballot: MandateBallot, form: QueryDict) -> dict[str, Any]:
    prefix, method = ballot.prefix, VotingMethod(ballot.resolution.method)
    if method is VotingMethod.MOTION:
        return {"choice": form[f"{prefix}_choice"]} if form.get(f"{prefix}_choice") else {}
    if method in (VotingMethod.CHOOSE, VotingMethod.BUDGET):
        ticked = form.getlist(f"{prefix}_chosen")
        chosen = [value for value in ticked if value != _BLANK]
        return {"chosen": chosen, "blank": len(chosen) < len(ticked)}
    part = "grades" if method is VotingMethod.JUDGMENT else "ranks"
    word = "grade" if method is VotingMethod.JUDGMENT else "rank"
    named = ((str(choice.number), f"{prefix}_{word}_{choice.number}") for choice in ballot.choices)
    values = {number: form.get(name, "").strip() for number, name in named}
    return {
        part: {number: value for number, value in values.items() if value},
        "blank": form.get(f"{prefix}_blank"),
    }


def _is_untouched(typed: Mapping[str, Any]) -> bool:
    return not any(typed.values())


def _read(ballot: MandateBallot) -> dict[str, Any]:
    """Its canonical content. Raises `BallotUnclear`."""
    typed = ballot.typed
    said = [part for part in ("chosen", "grades", "ranks") if typed.get(part)]
    if typed.get("blank") and said:
        raise BallotUnclear("Vous votez blanc et répondez aussi\u00a0: gardez l’un ou l’autre.")
    return read_ballot(ballot.resolution, [choice.number for choice in ballot.choices], typed)


def ready_to_cast(request: HttpRequest, ballots: Sequence[MandateBallot]) -> list[TypedBallot]:
    """What to send to the box; faults are written on the ballots, and then nothing is to be sent.

    A ballot left empty waits for another time; one that says what is recorded stands.
    """
    key = key_of(request) or uuid4()
    taking = [one for one in ballots if one.takes_typing]
    # Nothing more at all, or a ballot in the box that was emptied: it is said, and nothing guessed.
    is_all_empty = all(_is_untouched(one.typed) for one in taking)
    unclear = [one for one in taking if not one.is_done][:1] if is_all_empty else []
    unclear += [one for one in taking if one.is_done and one.is_sent and _is_untouched(one.typed)]
    sent = []
    for one in taking:
        if _is_untouched(one.typed) and one not in unclear:
            continue
        try:
            content = _read(one)
        except BallotUnclear as refusal:
            one.error = refusal.message
            continue
        if one.recorded is None or one.recorded.content != content:
            sent.append(TypedBallot(one.right, one.typed, key, one.seen))
    return [] if any(one.error for one in ballots) else sent


def blame(ballots: Sequence[MandateBallot], now: Sequence[MandateBallot]) -> None:
    """After the box refused: beside each ballot why, by what is recorded ``now``. What was typed stays."""
    known = {one.right.pk: one for one in now}
    for one in ballots:
        fresh = known.get(one.right.pk)
        if fresh is None or not one.takes_typing or _is_untouched(one.typed):
            continue
        one.recorded = fresh.recorded
        if fresh.right.is_paper:
            one.error = AlreadyOnPaper.message
        elif fresh.resolution.secrecy != Secrecy.OPEN and fresh.right.has_voted:
            one.error = AlreadyVoted.message
        elif fresh.recorded is not None and fresh.seen != one.seen:
            one.error = BallotChangedElsewhere.message
        one.seen = fresh.seen
        one.right.has_voted, one.right.is_paper = fresh.right.has_voted, fresh.right.is_paper
