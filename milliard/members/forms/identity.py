"""Who a person is."""

from typing import Any

from django import forms
from django.http import QueryDict

from milliard.members.models import Member
from milliard.members.names import LONGEST, clean_name
from milliard.members.services.joining import Identity, NotAName, NotANaturalPerson, ensure_natural_person
from milliard.territories.countries import ABROAD
from milliard.territories.models import Commune
from milliard.territories.proposals import Proposals, propose


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


class IdentityForm(forms.Form):
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
    commune = forms.CharField(required=False)
    country = forms.ChoiceField(
        label="Votre pays",
        required=False,
        choices=lambda: [("", "France"), *ABROAD],  # called: a list is copied whole for each form
    )

    #: Drawn by one loop: Django's own list renders a template for each country.
    countries = ABROAD
    proposals = Proposals()

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

    @classmethod
    def read(cls, data: QueryDict) -> "IdentityForm":
        """The form as it was sent. «Chercher» brings the communes to choose from, and judges nothing."""
        if data.get("search") != "commune":
            return cls(data)
        form = cls(initial={name: data.get(name, "") for name in cls.base_fields})
        form.proposals = propose(str(data.get("commune", "")))
        return form

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
        text = self._commune_text()
        said["commune"] = Commune.objects.resolve(text) if text else None
        if said["commune"] is None:
            self.proposals = propose(text)
            self.add_error("commune", self._commune_question(text))
        return said

    def _commune_text(self) -> str:
        """What is chosen among the proposals, unless the box was typed over since."""
        typed = str(self.data.get("commune", "")).strip()
        chosen = str(self.data.get("pick__commune", ""))
        is_fresh = typed in (str(self.data.get("sought__commune", "")).strip(), chosen)
        return chosen if chosen and is_fresh else typed

    def _commune_question(self, text: str) -> str:
        if not text:
            return "Écrivez votre commune, ou choisissez votre pays plus bas."
        if self.proposals.options:
            return "Choisissez votre commune dans la liste."
        return self.proposals.said
