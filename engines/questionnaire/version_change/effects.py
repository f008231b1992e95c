"""What becomes of the answers to each question when a later version is adopted, before any is converted.

Known from the two definitions alone; tests hold it to what `convert_answers` does.
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
    fit_of,
)
from engines.questionnaire.version_change.diff import Changes, Located, locate_questions, repeat_chains


class EffectKind(enum.StrEnum):
    """CONVERTED: under another key or code. DEPENDS: converted when the answer fits, else set aside."""

    SAME = "same"
    CONVERTED = "converted"
    DEPENDS = "depends"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of the answers to one question, or of one of its choices."""

    kind: EffectKind
    #: Repeated groups, then the key, in the old version.
    path: tuple[str, ...]
    label: str
    #: Of the choice.
    code: str = ""
    code_label: str = ""
    #: Label of what it becomes.
    after: str = ""
    #: French sentence.
    reason: str = ""


def effects_of(changes: Changes) -> tuple[Effect, ...]:
    """One effect per answerable question of the old version, and one per choice that changes or goes."""
    new, chains = locate_questions(changes.new), repeat_chains(changes.new)
    found: list[Effect] = []
    for uid, before in locate_questions(changes.old).items():
        if before.question.kind not in UNANSWERABLE_KINDS:
            found += _effects(before, new.get(uid), chains)
    return tuple(found)


def _effects(before: Located, after: Located | None, chains: set[tuple[str, ...]]) -> list[Effect]:
    path, label = (*before.chain, before.question.key), before.question.label
    reason = _refusal(before, after, chains)
    if reason or after is None:
        return [Effect(EffectKind.SET_ASIDE, path, label, reason=reason)]
    fit = fit_of(before.question.kind, after.question.kind)
    if fit == "never":
        return [Effect(EffectKind.SET_ASIDE, path, label, reason=OTHER_KIND)]
    if fit == "sometimes":
        whole = Effect(EffectKind.DEPENDS, path, label, after=after.question.label, reason=OTHER_KIND)
    elif after.question.key != before.question.key:
        whole = Effect(EffectKind.CONVERTED, path, label, after=after.question.label)
    else:
        whole = Effect(EffectKind.SAME, path, label)
    return [whole, *_choice_effects(before, after, path)]


def _refusal(before: Located, after: Located | None, chains: set[tuple[str, ...]]) -> str:
    if any(before.chain[:depth] not in chains for depth in range(1, len(before.chain) + 1)):
        return GROUP_GONE
    if after is None:
        return QUESTION_GONE
    return OTHER_GROUP if after.chain != before.chain else ""


def _choice_effects(before: Located, after: Located, path: tuple[str, ...]) -> list[Effect]:
    if after.question.kind not in CHOICE_KINDS | {Kind.YES_NO}:
        return []
    now, label = codes_now(after.choices), before.question.label
    names = {choice.value: choice.label for choice in after.choices}
    found = []
    for choice in before.choices:
        code = now.get(choice.value)
        if code is None:
            effect = Effect(EffectKind.SET_ASIDE, path, label, choice.value, choice.label, reason=CHOICE_GONE)
            found.append(effect)
        elif code != choice.value:
            effect = Effect(EffectKind.CONVERTED, path, label, choice.value, choice.label, after=names[code])
            found.append(effect)
    return found
