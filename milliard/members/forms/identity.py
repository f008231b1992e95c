"""Who a person is."""

from typing import Any

from django import forms

from french.person_names import LONGEST, clean_name
from milliard.members.models import Member
from milliard.members.services.joining import Identity, NotAName, NotANaturalPerson, ensure_natural_person
from milliard.territories.countries import ABROAD
from milliard.territories.forms import CommuneForm


class NameField(forms.CharField):
    """A given or family name, in any script."""

    def __init__(self, *, autocomplete: str, **options: Any) -> None:
        self.is_family_name = autocomplete == "family-name"
        widget = forms.TextInput(attrs={"autocomplete": autocomplete, "autocapitalize": "words"})
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> str:
        return clean_name(str(value or ""))

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > LONGEST:
            raise forms.ValidationError(f"{LONGEST} lettres au plus\u00a0: raccourcissez un peu.")
        try:
            ensure_natural_person(*(("a", value) if self.is_family_name else (value, "a")))
        except NotAName as refusal:
            raise forms.ValidationError(refusal.message, code="name") from refusal
        except NotANaturalPerson as refusal:
            raise forms.ValidationError(refusal.message, code="organisation") from refusal


class IdentityForm(CommuneForm):
    """Name, and commune or country. The commune box proposes as every other of the site."""

    given_name = NameField(
        label="Prénom",
        autocomplete="given-name",
        error_messages={"required": "Écrivez votre prénom."},
    )
    family_name = NameField(
        label="Nom",
        autocomplete="family-name",
        error_messages={"required": "Écrivez votre nom."},
    )
    country = forms.ChoiceField(
        label="Votre pays",
        required=False,
        choices=lambda: [("", "France"), *ABROAD],  # called: a list is copied whole for each form
    )

    #: Drawn by one loop: Django's own list renders a template for each country.
    countries = ABROAD

    @classmethod
    def of(cls, member: Member) -> "IdentityForm":
        """The form as a member filled it."""
        return cls(
            initial={
                "given_name": member.given_name,
                "family_name": member.family_name,
                "commune": member.commune.label if member.commune else "",
                "country": "" if member.country == "FR" else member.country,
            }
        )

    @property
    def lives_abroad(self) -> bool:
        return bool(self["country"].value())

    def identity(self, *, email: str, phone: str = "") -> Identity:
        """What the form says, once valid."""
        said = self.cleaned_data
        return Identity(
            said["given_name"], said["family_name"], email, phone, said["commune"], said["country"] or "FR"
        )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("country") or "country" in self.errors:
            said["commune"] = None
            return said
        said["commune"] = self.chosen_commune(
            when_empty="Écrivez votre commune, ou choisissez votre pays plus bas."
        )
        return said
