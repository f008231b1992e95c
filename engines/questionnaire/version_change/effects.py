"""What becomes of the answers to each question when a later version is adopted, before anything moves.

Said from the two definitions alone: it agrees with :func:`map_answers` by construction of its tests.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from engines.questionnaire.model import CHOICE_KINDS, UNANSWERABLE_KINDS, Kind
from engines.questionnaire.version_change.choices import codes_now
from engines.questionnaire.version_change.convert import (
    CHOICE_GONE,
    GROUP_GONE,
    OTHER_GROUP,
    OTHER_KIND,
    QUESTION_GONE,
    conversion,
)
from engines.questionnaire.version_change.diff import Changes
from engines.questionnaire.version_change.places import Placed, place_questions, repeat_chains


class FateKind(enum.StrEnum):
    """CARRIED: under another key or code. DEPENDS: carried when the answer fits, else kept apart."""

    SAME = "same"
    CARRIED = "carried"
    DEPENDS = "depends"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of the answers to one question, or of one of its choices (``code``, with its label).

    path: repeated groups then the key, in the old version. after: where it goes. reason: French sentence.
    """

    kind: FateKind
    path: tuple[str, ...]
    label: str
    code: str = ""
    code_label: str = ""
    after: str = ""
    reason: str = ""


def fates_of(changes: Changes) -> tuple[Fate, ...]:
    """One fate per answerable question of the old version, and one per choice that changes or goes."""
    new, chains = place_questions(changes.new), repeat_chains(changes.new)
    found: list[Fate] = []
    for uid, before in place_questions(changes.old).items():
        if before.question.kind not in UNANSWERABLE_KINDS:
            found += _fates(before, new.get(uid), chains)
    return tuple(found)


def _fates(before: Placed, after: Placed | None, chains: set[tuple[str, ...]]) -> list[Fate]:
    path, label = (*before.chain, before.question.key), before.question.label
    reason = _refusal(before, after, chains)
    if reason or after is None:
        return [Fate(FateKind.APART, path, label, reason=reason)]
    how = conversion(before.question.kind, after.question.kind)
    if how == "never":
        return [Fate(FateKind.APART, path, label, reason=OTHER_KIND)]
    if how == "sometimes":
        whole = Fate(FateKind.DEPENDS, path, label, after=after.question.label, reason=OTHER_KIND)
    elif after.question.key != before.question.key:
        whole = Fate(FateKind.CARRIED, path, label, after=after.question.label)
    else:
        whole = Fate(FateKind.SAME, path, label)
    return [whole, *_choice_fates(before, after, path)]


def _refusal(before: Placed, after: Placed | None, chains: set[tuple[str, ...]]) -> str:
    if any(before.chain[:depth] not in chains for depth in range(1, len(before.chain) + 1)):
        return GROUP_GONE
    if after is None:
        return QUESTION_GONE
    return OTHER_GROUP if after.chain != before.chain else ""


def _choice_fates(before: Placed, after: Placed, path: tuple[str, ...]) -> list[Fate]:
    if after.question.kind not in CHOICE_KINDS | {Kind.YES_NO}:
        return []
    now, label = codes_now(after.choices), before.question.label
    names = {choice.value: choice.label for choice in after.choices}
    found = []
    for choice in before.choices:
        code = now.get(choice.value)
        if code is None:
            fate = Fate(FateKind.APART, path, label, choice.value, choice.label, reason=CHOICE_GONE)
            found.append(fate)
        elif code != choice.value:
            fate = Fate(FateKind.CARRIED, path, label, choice.value, choice.label, after=names[code])
            found.append(fate)
    return found
