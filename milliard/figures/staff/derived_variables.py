"""Variables made from the rows of a repeated group, chosen from lists when freezing: no expression to write.

The choices already made travel with the page as one hidden field each, so that nothing is stored before the
data are frozen; each is checked again against the questionnaire when it comes back.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django import forms

from engines.questionnaire.model import CHOICE_KINDS, Definition, Group, Kind, Question
from milliard.figures.datasets.derived import Derived, check, derive, is_summable
from milliard.figures.datasets.errors import UnknownDerivation

MAX_DERIVED = 60


@dataclass(frozen=True, slots=True)
class Repeated:
    """A repeated group that stands in no other: what can be added up in it, what can sort its rows."""

    group: Group
    summable: tuple[Question, ...]
    sorting: tuple[Question, ...]


def repeated_groups(questionnaire: Definition) -> list[Repeated]:
    """The groups from whose rows a variable can be made: those with a question that sorts them."""
    found: dict[str, tuple[Group, list[Question]]] = {}
    for _, around, question in questionnaire.placed_questions():
        repeats = [group for group in around if group.repeats]
        if len(repeats) == 1:
            found.setdefault(repeats[0].key, (repeats[0], []))[1].append(question)
    shown = [
        Repeated(
            group,
            tuple(item for item in questions if is_summable(item)),
            tuple(item for item in questions if item.kind in CHOICE_KINDS | {Kind.YES_NO}),
        )
        for group, questions in found.values()
    ]
    return [item for item in shown if item.sorting]


class DerivingForm(forms.Form):
    """One choice: what is counted or added up, and for which rows.

    Without a ticked answer, one variable per answer of the question; with some, a single variable for the
    rows that hold one of them.
    """

    prefix = "derived"

    what = forms.ChoiceField(label="Compter ou additionner", required=False)
    by = forms.ChoiceField(label="Selon les réponses à", required=False)
    values = forms.MultipleChoiceField(
        label="Lesquelles",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune case\u00a0: une variable par réponse. Des cases\u00a0: une seule variable,"
        " pour les lignes qui ont l’une de ces réponses.",
    )
    label = forms.CharField(
        label="Nom de la variable",
        required=False,
        max_length=120,
        help_text="Pour une seule variable\u00a0; laissé vide, il est composé des mots du questionnaire.",
    )

    def __init__(self, *args: Any, questionnaire: Definition, **options: Any) -> None:
        super().__init__(*args, **options)
        self.questionnaire = questionnaire
        self.groups = repeated_groups(questionnaire)
        fields: dict[str, Any] = self.fields
        fields["what"].choices = [("", "Choisir…"), *self._whats()]
        fields["by"].choices = [("", "Choisir…"), *self._sortings()]
        fields["values"].choices = list(self._answers())

    @property
    def is_filled(self) -> bool:
        """Whether something was chosen: a part left as it came asks for nothing."""
        data: Any = self.data
        return self.is_bound and any(
            data.getlist(self.add_prefix(name)) not in ([], [""]) for name in self.fields
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name in ("what", "by"):
            if name not in self.errors and not values.get(name):
                self.add_error(name, "Choisissez dans la liste.")
        if self.errors:
            return values
        group, _, by = values["by"].partition(":")
        if values["what"].split(":")[1] != group:
            self.add_error("by", "Cette question n’est pas dans le même groupe de lignes.")
        elif any(not item.startswith(f"{values['by']}:") for item in values["values"]):
            asked = next(question.label for question in self.questionnaire.questions() if question.key == by)
            self.add_error("values", f"Cochez des réponses à «\u00a0{asked}\u00a0» seulement.")
        elif values["label"] and not values["values"]:
            self.add_error("label", "Un nom ne vaut que pour une seule variable\u00a0: cochez des réponses.")
        return values

    def made(self) -> tuple[Derived, ...]:
        """The variables this choice asks for."""
        _, group, key = f"{self.cleaned_data['what']}:".split(":")[:3]
        return derive(
            self.questionnaire,
            group=group,
            by=self.cleaned_data["by"].partition(":")[2],
            question=key,
            values=[item.split(":", 2)[2] for item in self.cleaned_data["values"]],
            label=self.cleaned_data["label"],
        )

    def _whats(self) -> Iterator[tuple[str, str]]:
        for item in self.groups:
            name = item.group.label or item.group.key
            yield f"count:{item.group.key}", f"Nombre de lignes de «\u00a0{name}\u00a0»"
            for question in item.summable:
                yield f"sum:{item.group.key}:{question.key}", f"Total de «\u00a0{question.label}\u00a0»"

    def _sortings(self) -> Iterator[tuple[str, str]]:
        for item in self.groups:
            for question in item.sorting:
                yield f"{item.group.key}:{question.key}", question.label

    def _answers(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        for item in self.groups:
            for question in item.sorting:
                start = f"{item.group.key}:{question.key}"
                choices = self.questionnaire.choices(question)
                yield question.label, [(f"{start}:{choice.value}", choice.label) for choice in choices]


def packed(derived: Derived) -> str:
    """One choice as the page carries it."""
    return json.dumps(asdict(derived), ensure_ascii=False, separators=(",", ":"))


def unpacked(texts: list[str], questionnaire: Definition) -> list[Derived]:
    """The choices a page brings back; raises :class:`UnknownDerivation` for one that makes no sense."""
    if len(texts) > MAX_DERIVED:
        raise UnknownDerivation(f"Pas plus de {MAX_DERIVED} variables calculées à la fois.")
    found = []
    for text in texts:
        try:
            values = json.loads(text)
            item = Derived(**{**values, "where_values": tuple(map(str, values["where_values"]))})
            check(questionnaire, item)
        except (ValueError, TypeError, KeyError) as error:
            raise UnknownDerivation(
                "Une variable calculée est illisible\u00a0: ajoutez-la à nouveau."
            ) from error
        found.append(item)
    return found
