"""What a version asks when, in words: conditions, bounds, filters and calculations beside each question.

A rule is read piece by piece: what is known of a questionnaire gets its words, the rest stays as it is
written. The rule itself is shown too, so that nothing is hidden by its words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engines.questionnaire.model import Definition, Group, Question, Section
from engines.questionnaire.summary import QuestionSummary, SectionSummary, labels_of, summarise

_VALUE = r"(?P<{0}>'[^']*'|\"[^\"]*\")"
_PIECES = re.compile(
    r"selected\(\s*\$\{(?P<listed>[^{}]+)\}\s*,\s*" + _VALUE.format("ticked") + r"\s*\)"
    r"|\$\{(?P<key>[^{}]+)\}\s*(?P<sign>!=|=)\s*" + _VALUE.format("value") + r""
    r"|\$\{(?P<alone>[^{}]+)\}"
    r"|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<sign2>!=|<=|>=)"
    r"|\b(?P<word>and|or|not)\b"
    r"|(?<![\w.])(?P<own>\.)(?![\w.])"
)
_WORDS = {"and": "et", "or": "ou", "not": "non", "!=": "≠", "<=": "≤", ">=": "≥"}
_ALWAYS = frozenset({"yes", "oui", "true", "true()"})
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: what it decides, in words, and as it is written."""

    what: str
    words: str
    written: str


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One question to proofread, with the rules it follows, those of its groups first."""

    of: QuestionSummary
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True, slots=True)
class ProofSection:
    """One section to proofread."""

    of: SectionSummary
    rules: tuple[RuleLine, ...]
    lines: tuple[ProofLine, ...]


def proofread(definition: Definition) -> list[ProofSection]:
    """Every section with its questions and their rules, in order."""
    said = _Rules(definition)
    placed: dict[str, tuple[tuple[Group, ...], Question]] = {
        question.key: (groups, question) for _, groups, question in definition.placed_questions()
    }
    return [
        ProofSection(
            summary,
            tuple(said.of_section(section)),
            tuple(ProofLine(line, tuple(said.of_question(*placed[line.key]))) for line in summary.questions),
        )
        for section, summary in zip(definition.sections, summarise(definition), strict=True)
    ]


def rule_in_words(rule: str, definition: Definition) -> str:
    """A rule with the labels of its questions and choices in place of their codes."""
    return _Rules(definition).words(rule)


class _Rules:
    def __init__(self, definition: Definition) -> None:
        self.labels: Mapping[str, str] = labels_of(definition)
        self.choices = {
            question.key: {choice.value: choice.label for choice in definition.choices(question)}
            for question in definition.questions()
        }

    def of_section(self, section: Section) -> Iterator[RuleLine]:
        yield from self._line("Montrée si", section.relevant)

    def of_question(self, groups: tuple[Group, ...], question: Question) -> Iterator[RuleLine]:
        for group in groups:
            yield from self._line(
                f"Groupe «\u00a0{_short(group.label or group.key)}\u00a0» montré si", group.relevant
            )
        yield from self._line("Montrée si", question.relevant)
        if question.required.strip().lower() not in _ALWAYS:
            yield from self._line("Obligatoire si", question.required)
        yield from self._line("Au moins", question.minimum)
        yield from self._line("Au plus", question.maximum)
        yield from self._line("Acceptée si", question.constraint)
        yield from self._line("Choix montrés si", question.choice_filter)
        yield from self._line("Calculée", question.calculation)
        yield from self._line("Au départ", question.default)

    def _line(self, what: str, rule: str) -> Iterator[RuleLine]:
        if rule.strip():
            words = self.words(rule)
            yield RuleLine(what, words, "" if words == rule.strip() else rule.strip())

    def words(self, rule: str) -> str:
        return " ".join(_PIECES.sub(self._piece, rule).split())

    def _piece(self, found: re.Match[str]) -> str:
        if found["listed"]:
            return f"{self._asked(found['listed'])} comprend {self._answer(found['listed'], found['ticked'])}"
        if found["key"]:
            link = "n’est pas" if found["sign"] == "!=" else "est"
            return f"{self._asked(found['key'])} {link} {self._answer(found['key'], found['value'])}"
        if found["alone"]:
            return self._asked(found["alone"])
        if found["own"]:
            return "la réponse"
        return _WORDS.get(found["word"] or found["sign2"] or "", found.group())

    def _asked(self, key: str) -> str:
        return f"«\u00a0{_short(self.labels.get(key.strip()) or key)}\u00a0»"

    def _answer(self, key: str, quoted: str) -> str:
        value = quoted[1:-1]
        if not value:
            return "vide"
        known = self.choices.get(key.strip(), {}) or {"yes": "Oui", "no": "Non"}
        return f"«\u00a0{_short(known.get(value, value))}\u00a0»"


def _short(label: str) -> str:
    text = " ".join(label.split())
    return text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1].rstrip()}…"
