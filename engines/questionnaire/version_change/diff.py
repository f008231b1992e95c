"""What differs between two versions, question by question."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engines.questionnaire.model import Choice, Definition, Group, Kind, Question
from engines.questionnaire.version_change.choices import ChoiceChange, choice_changes


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
    ROLE = "role"


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
    """All that differs, in the order of the later version (removed questions last)."""

    old: Definition
    new: Definition
    changes: tuple[Change, ...]

    def of_kind(self, kind: ChangeKind) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind is kind)

    @property
    def is_empty(self) -> bool:
        return not self.changes


def compare(old: Definition, new: Definition) -> Changes:
    """The changes from ``old`` to ``new``, question by question."""
    before, after = locate_questions(old), locate_questions(new)
    moved = _moved(before, after)
    changes: list[Change] = []
    for uid, found in after.items():
        if uid not in before:
            label = found.question.label
            changes.append(Change(uid, found.question.key, ChangeKind.ADDED, after=label))
        else:
            changes.extend(_changes_of(uid, before[uid], found, uid in moved))
    changes.extend(
        Change(uid, found.question.key, ChangeKind.REMOVED, before=found.question.label)
        for uid, found in before.items()
        if uid not in after
    )
    return Changes(old, new, tuple(changes))


def _moved(before: Mapping[str, Located], after: Mapping[str, Located]) -> set[str]:
    """The fewest questions whose new position explains the order, and those of another group or section."""
    container = {uid for uid in before if uid in after and _container(before[uid]) != _container(after[uid])}
    old_rank = {uid: rank for rank, uid in enumerate(before)}
    common = [uid for uid in after if uid in before and uid not in container]
    kept = _longest_increasing([old_rank[uid] for uid in common])
    return container | {uid for uid in common if old_rank[uid] not in kept}


def _container(found: Located) -> tuple[str, tuple[str, ...]]:
    return found.section, found.groups


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


def _changes_of(uid: str, before: Located, after: Located, is_moved: bool) -> list[Change]:
    old, new = before.question, after.question
    pairs = [
        (ChangeKind.RENAMED, old.key, new.key),
        (ChangeKind.KIND, old.kind.value, new.kind.value),
        (ChangeKind.WORDING, _wording(old), _wording(new)),
        (ChangeKind.ROUTING, _joined(before.relevant), _joined(after.relevant)),
        (ChangeKind.RULES, _rules(before), _rules(after)),
        (ChangeKind.ROLE, old.role.value, new.role.value),
    ]
    changes = [Change(uid, new.key, kind, was, now) for kind, was, now in pairs if was != now]
    if is_moved:
        was, now = (" › ".join([*_container(found)[1]] or [found.section]) for found in (before, after))
        changes.append(Change(uid, new.key, ChangeKind.MOVED, was, now))
    choices = choice_changes(before.choices, after.choices)
    if choices:
        changes.append(Change(uid, new.key, ChangeKind.CHOICES, choices=choices))
    return changes


def _wording(question: Question) -> str:
    return "\n".join(filter(None, (question.label, question.hint)))


def _joined(conditions: Sequence[str]) -> str:
    return " and ".join(filter(None, conditions))


_RULES = [
    "required",
    "constraint",
    "calculation",
    "trigger",
    "choice_filter",
    "minimum",
    "maximum",
    "default",
]


def _rules(found: Located) -> str:
    lines = [f"{name}: {value}" for name in _RULES if (value := getattr(found.question, name))]
    if found.question.kind is Kind.GEOPOINT:
        lines.append(f"decimals: {found.question.decimals}")
    # Choices that change what an answer means, though their words stay.
    exclusive = " ".join(choice.value for choice in found.choices if choice.is_exclusive)
    missing = " ".join(f"{choice.value}={choice.missing.value}" for choice in found.choices if choice.missing)
    lines += [f"{name}: {text}" for name, text in (("exclusive", exclusive), ("missing", missing)) if text]
    flags = {"sensitive": found.question.is_sensitive, "ordered": found.question.is_ordered}
    return "\n".join([*lines, *(f"{name}: yes" for name, is_so in flags.items() if is_so)])


@dataclass(frozen=True, slots=True)
class Located:
    """A question with what surrounds it in its version."""

    question: Question
    section: str
    groups: tuple[str, ...]
    #: The repeated groups among them.
    chain: tuple[str, ...]
    #: Conditions, outermost first.
    relevant: tuple[str, ...]
    choices: tuple[Choice, ...]


def locate_questions(questionnaire: Definition) -> dict[str, Located]:
    """Every question of a version by its ``uid``, in document order."""
    return {
        question.uid: Located(
            question,
            section.key,
            tuple(group.key for group in groups),
            tuple(group.key for group in groups if group.repeats),
            (section.relevant, *(group.relevant for group in groups), question.relevant),
            questionnaire.choices(question),
        )
        for section, groups, question in questionnaire.placed_questions()
    }


def repeat_chains(questionnaire: Definition) -> set[tuple[str, ...]]:
    """The repeated groups of a version, each as the chain that leads to it."""
    found: set[tuple[str, ...]] = set()

    def visit(items: Sequence[Question | Group], chain: tuple[str, ...]) -> None:
        for item in items:
            if isinstance(item, Group):
                inner = (*chain, item.key) if item.repeats else chain
                if item.repeats:
                    found.add(inner)
                visit(item.items, inner)

    for section in questionnaire.sections:
        visit(section.items, ())
    return found
