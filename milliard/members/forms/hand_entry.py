"""One person, as a paper form of a stand says."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from milliard.core.fields import DayField, EurosField, WholeNumberField
from milliard.members.forms.identity import NameField
from milliard.members.models import Member
from milliard.members.services.duplicates import Likeness
from milliard.members.services.hand_entries import HandDues, LooksLikeSomebody, look_alike
from milliard.members.services.joining import Identity
from milliard.territories.countries import ABROAD
from milliard.territories.forms import CommuneField

_AT_THE_STAND = {HandDues.CASH: "Réglée en espèces, ici", HandDues.CHEQUE: "Réglée par chèque, ici"}


class HandEntryForm(forms.Form):
    """It finds whom the person looks like, and asks to look before anything is written."""

    given_name = NameField(
        label="Prénom", autocomplete="off", error_messages={"required": "Le prénom manque."}
    )
    family_name = NameField(label="Nom", autocomplete="off", error_messages={"required": "Le nom manque."})
    commune = CommuneField(help_text="Ainsi\u00a0: Saint-Denis (93).")
    country = forms.ChoiceField(label="Pays", required=False, choices=[("", "France"), *ABROAD])
    birth_year = WholeNumberField(
        label="Année de naissance",
        required=False,
        help_text="Si la personne l’a écrite. Elle sert à des comptes sans nom, et à ne pas confondre.",
    )
    email = forms.EmailField(
        label="Adresse e-mail", required=False, help_text="Pour lui écrire, et pour qu’elle ouvre son compte."
    )
    wants_news = forms.BooleanField(
        label="Sur le papier, la personne a coché «\u00a0recevoir les nouvelles\u00a0»", required=False
    )
    joined_on = DayField(
        label="Date d’adhésion",
        initial=timezone.localdate,
        help_text="Celle du papier.",
        error_messages={"required": "Écrivez la date du papier."},
    )
    origin = forms.CharField(
        label="D’où vient ce papier",
        max_length=100,
        help_text="Ainsi\u00a0: «\u00a0stand du marché, 12 mars\u00a0». Gardé avec les accords donnés.",
        error_messages={"required": "Écrivez d’où il vient\u00a0: on doit pouvoir le retrouver."},
    )
    dues = forms.ChoiceField(
        label="Cotisation", widget=forms.RadioSelect, error_messages={"required": "Choisissez."}
    )
    dues_cents = EurosField(
        label="Montant", required=False, help_text="En euros. Vide\u00a0: le premier montant proposé."
    )
    is_another = forms.BooleanField(
        label="J’ai regardé\u00a0: c’est une autre personne, il faut l’inscrire", required=False
    )

    #: Whom the person looks like; their box is shown for them alone.
    likely: Sequence[tuple[Member, Likeness]] = ()

    def __init__(self, *args: Any, may_receive: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        here = _AT_THE_STAND if may_receive else {}
        self.fields["dues"].choices = [  # type: ignore[attr-defined]
            (HandDues.UNPAID, "Pas encore réglée"),
            *here.items(),
            (HandDues.ELSEWHERE, "Déjà réglée, comptée dans d’autres livres"),
        ]
        if "seen" not in self.data:
            self.fields["is_another"].widget = forms.HiddenInput()

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        this_year = timezone.localdate().year
        if year is not None and not 1900 <= year <= this_year:
            raise forms.ValidationError(f"Écrivez l’année en quatre chiffres, entre 1900 et {this_year}.")
        return year

    def clean(self) -> dict[str, Any]:
        """What the service gets."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("country"):
            self.errors.pop("commune", None)  # of no use abroad, whatever was typed
            said["commune"] = None
        elif not said.get("commune") and "commune" not in self.errors:
            self.add_error("commune", "Écrivez la commune, ou choisissez un pays.")
        if said.get("wants_news") and not said.get("email") and "email" not in self.errors:
            self.add_error("email", "Sans adresse, on ne peut pas lui envoyer les nouvelles.")
        if self.errors:
            return said
        names = ("given_name", "family_name", "email")
        identity = Identity(
            **{name: said[name] for name in names},
            commune=said["commune"],
            country=said["country"] or "FR",
        )
        self._look(identity, said["birth_year"], is_another=said["is_another"])
        kept = ("joined_on", "origin", "dues_cents", "birth_year", "wants_news")
        return {
            "identity": identity,
            "dues": HandDues(said["dues"]),
            "seen": self._seen(),
            **{name: said[name] for name in kept},
        }

    def _look(self, identity: Identity, birth_year: int | None, *, is_another: bool) -> None:
        self.likely = look_alike(identity, birth_year)
        new = {other.pk for other, _ in self.likely} - set(self._seen())
        if new or (self.likely and not is_another):
            self.fields["is_another"].widget = forms.CheckboxInput()
            self.add_error(None, LooksLikeSomebody.message)

    def _seen(self) -> list[int]:
        """Those that were on the page when it was sent, if a person says that they are others."""
        numbers = str(self.data.get("seen", "")).split(",") if self.data.get("is_another") else []
        return [int(one) for one in numbers if one.isascii() and one.isdigit() and len(one) < 18]

    @property
    def shown(self) -> str:
        """Numbers of those the page shows, as it sends them back."""
        return ",".join(str(other.pk) for other, _ in self.likely)
