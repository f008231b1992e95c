"""The rules of the statutes: every one a question, none with an answer of ours."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django import forms

from milliard.core.fields import DayField, FractionField, WholeNumberField
from milliard.letters.models import Segment
from milliard.statutes.enums import (
    BlankProxyRule,
    CollegeRule,
    Comparison,
    MajorityBase,
    QuorumCount,
    ResolutionKind,
    TieRule,
    VoterRule,
)
from milliard.statutes.forms.boxes import UNANSWERED, YesNoField
from milliard.statutes.models import Statutes

_DAYS = 366
_COLLEGES = 4
_UNSAID = "Les statuts le permettent-ils\u202f? Répondez oui ou non."


def _choice(label: str, choices: Any, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[UNANSWERED, *choices], required=False, help_text=help_text)


def _number(label: str, most: int, help_text: str = "") -> WholeNumberField:
    return WholeNumberField(label=label, min_value=0, max_value=most, required=False, help_text=help_text)


def _must_say(label: str) -> YesNoField:
    return YesNoField(label=label, error_messages={"required": _UNSAID})


class StatutesForm(forms.Form):
    """One version of the rules; gives what `write_statutes` takes."""

    title = forms.CharField(
        label="Version", max_length=120, help_text="Par exemple «\u00a0Statuts du 12 mars 2026\u00a0»."
    )
    valid_from = DayField(label="Valent à partir du")

    voters = _choice("Qui vote", VoterRule.choices)
    seniority_days = _number(
        "Membre depuis combien de jours au moins", _DAYS, "0\u00a0: dès le premier jour."
    )
    notice_days = _number("Délai de convocation, en jours", _DAYS)
    quorum = FractionField(
        label="Quorum", required=False, help_text="Part de la liste\u00a0: 1/4. 0\u00a0: pas de quorum."
    )
    quorum_counts = _choice("Le quorum compte", QuorumCount.choices)
    second_call_allowed = YesNoField(
        label="Une seconde convocation est prévue quand le quorum manque", required=False
    )
    second_notice_days = _number("Délai de la seconde convocation, en jours", _DAYS)
    second_quorum = FractionField(label="Quorum de la seconde", required=False)
    proxies_allowed = YesNoField(label="On peut donner pouvoir", required=False)
    proxy_cap = _number("Pouvoirs par personne, au plus", 1_000)
    proxy_until_hours = _number(
        "Pouvoirs reçus jusqu’à combien d’heures avant", 2_000, "0\u00a0: jusqu’à l’ouverture."
    )
    blank_proxies = _choice("Pouvoirs sans nom", BlankProxyRule.choices)
    college_rule = _choice(
        "Comment les collèges décident ensemble",
        CollegeRule.choices,
        "Sans collège, laissez cette partie vide.",
    )
    remote_allowed = _must_say("On peut assister à distance")
    electronic_voting = _must_say("On peut voter par voie électronique")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in ResolutionKind:
            self.fields |= {f"{kind.value}_{name}": field for name, field in _majority(kind).items()}
        for number in range(1, _COLLEGES + 1):
            self.fields |= {f"college_{number}_{name}": field for name, field in _college(number).items()}

    def sections(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """For the screen: titles, and the questions under each."""
        for title, names in _SECTIONS.items():
            yield title, [self[name] for name in names]
        for number in range(1, _COLLEGES + 1):
            names = ("name", "share", "segment")
            yield f"Collège {number}", [self[f"college_{number}_{name}"] for name in names]
        for kind in ResolutionKind:
            fields = [self[f"{kind.value}_{name}"] for name in ("base", "comparison", "share", "tie")]
            yield f"Majorité pour\u00a0: {kind.label}", fields

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        majorities = [found for kind in ResolutionKind if (found := self._majority_of(kind, said))]
        colleges = [found for number in range(1, _COLLEGES + 1) if (found := self._college_of(number, said))]
        if self.errors:
            return said
        rules = {name: said[name] for name in _PLAIN}
        for name in ("quorum", "second_quorum"):
            share: Fraction | None = said[name]
            rules[f"{name}_numerator"] = share.numerator if share is not None else None
            rules[f"{name}_denominator"] = share.denominator if share is not None else None
        return {
            "title": said["title"],
            "valid_from": said["valid_from"],
            "rules": rules,
            "majorities": majorities,
            "colleges": colleges,
        }

    def _college_of(self, number: int, said: Mapping[str, Any]) -> dict[str, Any] | None:
        """Fields of a `College`; None without a name. Its members: those of a saved list, or all others."""
        name, share = said.get(f"college_{number}_name"), said.get(f"college_{number}_share")
        if not name:
            return None
        if not share:
            self.add_error(f"college_{number}_share", "Dites la part de ce collège\u00a0: 1/3, par exemple.")
            return None
        segment: Segment | None = said.get(f"college_{number}_segment")
        return {
            "name": name,
            "numerator": share.numerator,
            "denominator": share.denominator,
            "conditions": segment.conditions if segment else [],
        }

    def _majority_of(self, kind: ResolutionKind, said: Mapping[str, Any]) -> dict[str, Any] | None:
        """Fields of a `MajorityRule`; None when nothing of it is answered. Half an answer is none."""
        names = ("base", "comparison", "share", "tie")
        answers = {name: said.get(f"{kind.value}_{name}") for name in names}
        given = [name for name in names if answers[name] not in (None, "")]
        if not given:
            return None
        for name in names:
            key = f"{kind.value}_{name}"
            if name not in given and key not in self.errors:
                self.add_error(key, "Répondez aussi ici, ou laissez vide toute cette majorité.")
        share = answers["share"]
        if share == 0:
            self.add_error(f"{kind.value}_share", "Une majorité est plus que zéro.")
        if len(given) < len(names) or not share:
            return None
        return {
            "kind": kind,
            "base": answers["base"],
            "comparison": answers["comparison"],
            "numerator": share.numerator,
            "denominator": share.denominator,
            "tie": answers["tie"],
        }

    @classmethod
    def first_values(cls, statutes: Statutes) -> dict[str, Any]:
        """What the boxes hold when a version is rewritten."""
        values = {name: getattr(statutes, name) for name in ("title", "valid_from", *_PLAIN)}
        if statutes.quorum_denominator:
            values["quorum"] = statutes.quorum
        if statutes.second_quorum_denominator:
            values["second_quorum"] = statutes.second_quorum
        for college in statutes.colleges.order_by("position"):
            segment = Segment.objects.filter(conditions=college.conditions).order_by("pk").first()
            told = {"name": college.name, "share": college.share, "segment": segment}
            values |= {f"college_{college.position}_{name}": answer for name, answer in told.items()}
        for rule in statutes.majorities.all():
            answers = {
                "base": rule.base,
                "comparison": rule.comparison,
                "share": rule.threshold,
                "tie": rule.tie,
            }
            values |= {f"{rule.kind}_{name}": answer for name, answer in answers.items()}
        return values


def _majority(kind: ResolutionKind) -> dict[str, forms.Field]:
    return {
        "base": _choice("Part de", MajorityBase.choices),
        "comparison": _choice("Il en faut", Comparison.choices),
        "share": FractionField(label="Quelle part", required=False, help_text="1/2, 2/3, 3/4."),
        "tie": _choice("À égalité", TieRule.choices),
    }


def _college(number: int) -> dict[str, forms.Field]:
    return {
        "name": forms.CharField(label="Nom du collège", max_length=80, required=False),
        "share": FractionField(label="Sa part du tout", required=False, help_text="1/2, 1/3."),
        "segment": forms.ModelChoiceField(
            Segment.objects.order_by("name"),
            label="Qui en est",
            required=False,
            empty_label="Toutes les autres personnes",
            help_text="Une liste de membres enregistrée. On est du premier collège qui convient.",
        ),
    }


_SECTIONS = {
    "Cette version": ("title", "valid_from"),
    "Qui vote": ("voters", "seniority_days"),
    "Convocation et quorum": ("notice_days", "quorum", "quorum_counts"),
    "Seconde convocation": ("second_call_allowed", "second_notice_days", "second_quorum"),
    "Pouvoirs": ("proxies_allowed", "proxy_cap", "proxy_until_hours", "blank_proxies"),
    "Collèges": ("college_rule",),
    "À distance": ("remote_allowed", "electronic_voting"),
}
_PLAIN = tuple(
    name
    for names in list(_SECTIONS.values())[1:]
    for name in names
    if name not in ("quorum", "second_quorum")
)
