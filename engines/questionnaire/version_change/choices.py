"""What became of the choices of a question from one version to a later one, code by code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from engines.questionnaire.model import Choice

#: Earlier forms of one answer that are looked at, where many of its codes had several.
_MAX_FORMER = 256


@dataclass(frozen=True, slots=True)
class ChoiceChange:
    """What happened to one code: ``before`` / ``after`` are labels, None when it was not there.

    ``was``: the earlier code whose answers become this one, when it is another; a choice that takes the place
    of several appears once for each.
    """

    value: str
    before: str | None
    after: str | None
    was: str = ""


def codes_now(choices: Iterable[Choice]) -> dict[str, str]:
    """Every code that is still understood -> the code it has now; a code still offered is itself."""
    known = list(choices)
    former = {code: choice.value for choice in reversed(known) for code in choice.was.split()}
    return former | {choice.value: choice.value for choice in known}


def former_values(value: Any, choices: Iterable[Choice]) -> Iterator[Any]:
    """What this answer may have been before its codes were renamed, or one choice became several, or back."""
    codes = value if isinstance(value, list) else [value]
    if not all(isinstance(code, str) for code in codes):
        return
    former = {choice.value: choice.was.split() for choice in choices}
    for earlier in islice(product(*([code, *former.get(code, ())] for code in codes)), _MAX_FORMER):
        yield list(earlier)
        if len(earlier) == 1:
            yield earlier[0]


def choice_changes(before: Sequence[Choice], after: Sequence[Choice]) -> tuple[ChoiceChange, ...]:
    """The choices that differ, in the order of the later version, those withdrawn last."""
    now = codes_now(after)
    old = {choice.value: choice.label for choice in before}
    new = {choice.value: choice.label for choice in after}
    taken_over: dict[str, list[str]] = {}
    for code in old:
        if now.get(code, code) != code:
            taken_over.setdefault(now[code], []).append(code)
    found = []
    for value, label in new.items():
        codes = taken_over.get(value, [])
        if old.get(value) != label and not (codes and value not in old):
            found.append(ChoiceChange(value, old.get(value), label))
        found += [ChoiceChange(value, old[code], label, was=code) for code in codes]
    found += [ChoiceChange(value, label, None) for value, label in old.items() if value not in now]
    return tuple(found)
