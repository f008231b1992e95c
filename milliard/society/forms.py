"""What the team writes of draws and mandates."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils import timezone

from milliard.core.fields import DayField, WholeNumberField
from milliard.members.enums import Trait
from milliard.places.services.hosts import UnknownMember, member_of_number
from milliard.society.enums import MandateKind
from milliard.society.margins import margin_of
from milliard.society.models import Draw
from milliard.society.words import TITLES, words_of
from milliard.territories.models import Department, Region

_NOT_A_DATE = "Écrivez une date."
_NO_MARGIN = (
    "{}\u00a0: la population n’est pas connue ici. Décochez ce critère, ou faites installer la liste"
    " officielle."
)
_PAST = "Ce jour est passé\u00a0: laissez aux volontaires le temps de venir."


def _day(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    messages = {"required": _NOT_A_DATE, "invalid": _NOT_A_DATE}
    return DayField(label=label, help_text=help_text, required=required, error_messages=messages)


def _words(label: str, longest: int, required: str, *, help_text: str = "", rows: int = 0) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(),
        error_messages={"required": required},
    )


class DrawForm(forms.Form):
    """A draw, as it will be announced."""

    title = _words("Titre", 120, "Donnez un titre au tirage.")
    purpose = _words("Pour quoi faire", 2_000, "Dites à quoi servira ce panel.", rows=4)
    asked = _words(
        "Ce qui est demandé", 1_000, "Dites ce qui est demandé\u00a0: jours, lieu, défraiement.", rows=3,
        help_text="Jours, lieu, temps, défraiement\u00a0: de quoi dire oui ou non.",
    )  # fmt: skip
    seats = WholeNumberField(label="Nombre de places", min_value=2, max_value=500)
    features = forms.MultipleChoiceField(
        label="Critères",
        choices=[(trait.value, TITLES[trait]) for trait in Trait],
        widget=forms.CheckboxSelectMultiple,
        help_text="Plus il y en a, plus il faut de volontaires. Les cibles seront proposées d’après l’INSEE.",
        error_messages={"required": "Choisissez un critère au moins."},
    )
    one_by_household = forms.BooleanField(
        label="Une seule personne par foyer", required=False, initial=True,
        help_text="Les membres qui partagent un compte ou une adresse e-mail.",
    )  # fmt: skip
    region = forms.ModelChoiceField(
        Region.objects.order_by("name"), label="Région", required=False, empty_label="Toute la France"
    )
    department = forms.ModelChoiceField(
        Department.objects.order_by("code"), label="Ou département", required=False, empty_label="Tous"
    )
    mandate_kind = forms.TypedChoiceField(
        label="Mandat donné", choices=MandateKind.choices, coerce=MandateKind
    )
    mandate_until = _day("Mandat jusqu’au")
    closes_on = _day("Volontaires jusqu’au", "Dernier jour pour se porter volontaire, inclus.")

    def clean_features(self) -> list[str]:
        """A trait of which the population is not known has no target: nobody could then be drawn."""
        chosen: list[str] = self.cleaned_data["features"]
        unknown = [TITLES[Trait(trait)] for trait in chosen if not margin_of(Trait(trait)).people]
        if unknown:
            raise forms.ValidationError(_NO_MARGIN.format(", ".join(unknown)))
        return chosen

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("region") and said.get("department"):
            self.add_error("department", "Choisissez une région ou un département, pas les deux.")
        closes_on, until = said.get("closes_on"), said.get("mandate_until")
        if closes_on and closes_on < timezone.localdate():
            self.add_error("closes_on", _PAST)
        if closes_on and until and until <= closes_on:
            self.add_error("mandate_until", "Le mandat doit durer au-delà de l’appel.")
        return said


class PublicValueForm(forms.Form):
    """What will decide with the seed, and when it will be known."""

    public_source = _words(
        "Valeur publique", 300, "Dites quelle valeur décidera avec la graine.", rows=2,
        help_text="Quelque chose que personne ne peut choisir, et comment l’écrire\u00a0: «\u00a0les"
        " cinq numéros du Loto du"
        " samedi 6 juin, dans l’ordre croissant, séparés par une espace\u00a0».",
    )  # fmt: skip
    public_on = _day("Connue le", "Demain ou plus tard\u00a0: la loterie doit être publiée avant.")

    def clean_public_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["public_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(
                "Choisissez demain ou plus tard\u00a0: la valeur doit venir après la loterie."
            )
        return day


class RevealForm(forms.Form):
    """The public value, as it happened."""

    public_value = _words(
        "Valeur publique", 200, "Écrivez la valeur, comme elle a été annoncée.",
        help_text="Exactement comme annoncé\u00a0: chacun·e la retapera pour vérifier.",
    )  # fmt: skip

    def clean_public_value(self) -> str:
        return " ".join(str(self.cleaned_data["public_value"]).split())


class GivingUpForm(forms.Form):
    """Why a draw is given up."""

    why = _words("Pourquoi", 300, "Dites pourquoi\u00a0: la page du tirage le dira.", rows=3)


class RedrawForm(forms.Form):
    """Why another draw, and until when volunteers come."""

    reason = _words(
        "Pourquoi refaire un tirage", 300, "Dites pourquoi\u00a0: les deux pages le diront.", rows=3
    )
    closes_on = _day("Volontaires jusqu’au")

    def clean_closes_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["closes_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_PAST)
        return day


class TargetsForm(forms.Form):
    """One row a value: from how many to how many people of the panel."""

    def __init__(self, *args: Any, draw: Draw, **options: Any) -> None:
        super().__init__(*args, **options)
        self.draw = draw
        known = {(one.trait, one.value): one for one in draw.targets.all()}
        self.rows: list[tuple[str, str, str]] = []
        for trait in draw.features:
            for value, words in words_of(Trait(trait)).items():
                target = known.get((trait, value))
                if target is None:
                    continue
                self.rows.append((trait, value, words.label))
                for name, number, said in (("low", target.low, "au moins"), ("high", target.high, "au plus")):
                    self.fields[f"{name}-{trait}-{value}"] = WholeNumberField(
                        label=f"{words.label}, {said}", min_value=0, max_value=draw.seats, initial=number
                    )

    def by_trait(self) -> Iterator[dict[str, Any]]:
        """For the table: title of a trait, its rows (label, two boxes), sums of what is written."""
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for trait, value, label in self.rows:
            boxes = [self[f"{name}-{trait}-{value}"] for name in ("low", "high")]
            rows[trait].append({"label": label, "boxes": boxes})
        for trait, found in rows.items():
            yield {"title": TITLES[Trait(trait)], "rows": found, "trait": trait, "sums": self._sums(trait)}

    def _sums(self, trait: str) -> Mapping[str, int]:
        return {
            name: sum(self._number(f"{name}-{one}-{value}") for one, value, _ in self.rows if one == trait)
            for name in ("low", "high")
        }

    def _number(self, name: str) -> int:
        if self.is_bound:
            return int(self.cleaned_data.get(name) or 0) if hasattr(self, "cleaned_data") else 0
        return int(self.fields[name].initial or 0)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for trait, value, label in self.rows:
            low, high = said.get(f"low-{trait}-{value}"), said.get(f"high-{trait}-{value}")
            if low is not None and high is not None and low > high:
                self.add_error(f"low-{trait}-{value}", f"{label}\u00a0: le minimum dépasse le maximum.")
        for trait in dict.fromkeys(trait for trait, _, _ in self.rows):
            sums, title, seats = self._sums(trait), TITLES[Trait(trait)], self.draw.seats
            if sums["low"] > seats:
                self.add_error(
                    None, f"{title}\u00a0: les minimums font {sums['low']}, plus que les {seats} places."
                )
            elif sums["high"] < seats:
                self.add_error(
                    None, f"{title}\u00a0: les maximums font {sums['high']}, moins que les {seats} places."
                )
        return said

    def targets(self) -> dict[tuple[str, str], tuple[int, int]]:
        """What is written, once valid."""
        said = self.cleaned_data
        return {
            (trait, value): (said[f"low-{trait}-{value}"], said[f"high-{trait}-{value}"])
            for trait, value, _ in self.rows
        }


class MandateForm(forms.Form):
    """A mandate for somebody, by the number on their card."""

    member = forms.CharField(
        label="Numéro de membre",
        max_length=40,
        help_text="Il est sur sa carte\u00a0: M suivi de sept chiffres.",
        error_messages={"required": "Écrivez le numéro qui est sur sa carte."},
    )
    kind = forms.TypedChoiceField(label="Mandat", choices=MandateKind.choices, coerce=MandateKind)
    department = forms.ModelChoiceField(
        Department.objects.order_by("code"),
        label="Département",
        required=False,
        empty_label="Toute la France",
    )
    starts_on = _day("Depuis le")
    ends_on = _day("Jusqu’au", "Laissez vide si rien n’est fixé.", required=False)

    def clean_member(self) -> Any:
        try:
            return member_of_number(self.cleaned_data["member"])
        except UnknownMember as refusal:
            raise forms.ValidationError(refusal.message) from None


class EndMandateForm(forms.Form):
    """When a mandate ends, and why."""

    ends_on = _day("Dernier jour")
    why = _words("Pourquoi", 300, "Dites pourquoi ce mandat finit.", rows=2)
