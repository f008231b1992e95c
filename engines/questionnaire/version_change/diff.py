"""What a later version changes, question by question."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engines.questionnaire.model import Question, Questionnaire
from engines.questionnaire.version_change.choices import ChoiceChange, choice_changes
from engines.questionnaire.version_change.places import Placed, place_questions


class ChangeKind(enum.StrEnum):
    """What happened to a question. A question can appear under several."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    KIND = "kind"
    WORDING = "wording"
    CHOICES = "choices"
    ROUTING = "routing"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Change:
    """One change to one question; ``before`` and ``after`` are the texts to show side by side."""

    uid: str
    key: str
    kind: ChangeKind
    before: str = ""
    after: str = ""
    choices: tuple[ChoiceChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """All the changes, in the order of the later version (removed questions last)."""

    old: Questionnaire
    new: Questionnaire
    changes: tuple[Change, ...]

    def of_kind(self, kind: ChangeKind) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind is kind)

    @property
    def is_empty(self) -> bool:
        return not self.changes


def compare(old: Questionnaire, new: Questionnaire) -> Changes:
    """The changes from ``old`` to ``new``, question by question."""
    before, after = place_questions(old), place_questions(new)
    moved = _moved(before, after)
    changes: list[Change] = []
    for uid, placed in after.items():
        if uid not in before:
            label = placed.question.label
            changes.append(Change(uid, placed.question.key, ChangeKind.ADDED, after=label))
        else:
            changes.extend(_changes_of(uid, before[uid], placed, uid in moved))
    changes.extend(
        Change(uid, placed.question.key, ChangeKind.REMOVED, before=placed.question.label)
        for uid, placed in before.items()
        if uid not in after
    )
    return Changes(old, new, tuple(changes))


def _moved(before: Mapping[str, Placed], after: Mapping[str, Placed]) -> set[str]:
    """The fewest questions whose moving explains the new order, and those that changed container."""
    container = {uid for uid in before if uid in after and _container(before[uid]) != _container(after[uid])}
    old_rank = {uid: rank for rank, uid in enumerate(before)}
    common = [uid for uid in after if uid in before and uid not in container]
    kept = _longest_increasing([old_rank[uid] for uid in common])
    return container | {uid for uid in common if old_rank[uid] not in kept}


def _container(placed: Placed) -> tuple[str, tuple[str, ...]]:
    return placed.section, placed.groups


def _longest_increasing(ranks: Sequence[int]) -> set[int]:
    """The values of a longest increasing subsequence (patience sorting)."""
    piles: list[list[tuple[int, int]]] = []  # (value, index of its predecessor in the pile before)
    for rank in ranks:
        low, high = 0, len(piles)
        while low < high:
            middle = (low + high) // 2
            if piles[middle][-1][0] < rank:
                low = middle + 1
            else:
                high = middle
        if low == len(piles):
            piles.append([])
        piles[low].append((rank, len(piles[low - 1]) - 1 if low else -1))
    kept: set[int] = set()
    index = len(piles[-1]) - 1 if piles else -1
    for pile in reversed(piles):
        value, index = pile[index]
        kept.add(value)
    return kept


def _changes_of(uid: str, before: Placed, after: Placed, is_moved: bool) -> list[Change]:
    old, new = before.question, after.question
    pairs = [
        (ChangeKind.RENAMED, old.key, new.key),
        (ChangeKind.KIND, old.kind.value, new.kind.value),
        (ChangeKind.WORDING, _wording(old), _wording(new)),
        (ChangeKind.ROUTING, _joined(before.relevant), _joined(after.relevant)),
        (ChangeKind.RULES, _rules(old), _rules(new)),
    ]
    changes = [Change(uid, new.key, kind, was, now) for kind, was, now in pairs if was != now]
    if is_moved:
        was, now = (" › ".join([*_container(placed)[1]] or [placed.section]) for placed in (before, after))
        changes.append(Change(uid, new.key, ChangeKind.MOVED, was, now))
    choices = choice_changes(before.choices, after.choices)
    if choices:
        changes.append(Change(uid, new.key, ChangeKind.CHOICES, choices=choices))
    return changes


def _wording(question: Question) -> str:
    return "\n".join(filter(None, (question.label, question.hint)))


def _joined(conditions: Sequence[str]) -> str:
    return " and ".join(filter(None, conditions))


def _rules(question: Question) -> str:
    names = ("required", "constraint", "calculation", "choice_filter", "minimum", "maximum", "default")
    return "\n".join(f"{name}: {value}" for name in names if (value := getattr(question, name)))
