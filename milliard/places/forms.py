"""What hosts write of a place, and what people look for among places."""

from typing import Any

from django import forms

from milliard.members.models import Member
from milliard.places.enums import Access, HostRole, PlaceKind
from milliard.places.models import Place
from milliard.places.services.places import PlaceDetails
from milliard.territories.forms import CommuneForm

_NOT_LISTED = "Choisissez dans la liste."
_LONG = "{}\u00a0lettres au plus\u00a0: raccourcissez un peu."


def _text(label: str, longest: int, *, required: str = "", help_text: str = "", rows: int = 0) -> Any:
    """A box of words; ``required``: the sentence when it is left empty."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(required),
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(),
        error_messages={"required": required, "max_length": _LONG.format(longest)},
    )


class PlaceForm(CommuneForm):
    """Everything hosts say of their place."""

    #: As on the page: what is wrong is listed in this order.
    field_order = ("member", "name", "kind", "summary", "description", "commune")

    name = _text(
        "Nom du lieu", 120, required="Écrivez le nom du lieu.", help_text="Celui que les gens connaissent."
    )
    kind = forms.ChoiceField(
        label="C’est plutôt",
        choices=PlaceKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez ce qui y ressemble le plus, ou «\u00a0autre lieu\u00a0».",
            "invalid_choice": _NOT_LISTED,
        },
    )
    summary = _text(
        "En une phrase",
        200,
        required="Dites le lieu en une phrase.",
        help_text="Ce qu’on y trouve, pour quelqu’un qui n’est jamais venu.",
    )
    description = _text(
        "Présentation",
        5_000,
        help_text="L’histoire du lieu, qui le fait vivre, ce qu’on peut y faire ensemble.",
        rows=7,
    )
    address_line = _text(
        "Adresse",
        200,
        required="Écrivez l’adresse, pour qu’on vous trouve.",
        help_text="Le numéro et la rue, ou le lieu-dit. Elle sera publique.",
    )
    hours = _text(
        "Quand venir", 600, help_text="Jours et heures d’ouverture, ou «\u00a0sur rendez-vous\u00a0».", rows=3
    )
    access = forms.MultipleChoiceField(
        label="Pour venir",
        choices=Access.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Cochez seulement ce qui existe vraiment\u00a0: quelqu’un comptera dessus.",
        error_messages={"invalid_choice": _NOT_LISTED},
    )
    access_note = _text(
        "Précisions sur l’accès", 300, help_text="Une marche, une porte étroite, le bus le plus proche…"
    )
    website = forms.URLField(
        label="Site",
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={"invalid": "Cette adresse de site est incomplète\u00a0: https://exemple.fr"},
    )
    public_email = forms.EmailField(
        label="Adresse e-mail du lieu",
        required=False,
        help_text="Elle sera publique\u00a0: préférez celle du lieu à la vôtre.",
        error_messages={"invalid": "Cette adresse e-mail est incomplète\u00a0: nom@exemple.fr"},
    )
    is_in_priority_district = forms.BooleanField(
        label="Le lieu est dans un quartier prioritaire de la politique de la ville", required=False
    )

    @classmethod
    def values_of(cls, place: Place) -> dict[str, Any]:
        """What the form holds of a place as it is."""
        values = {name: getattr(place, name) for name in cls.base_fields if hasattr(place, name)}
        return {**values, "commune": place.commune.label}

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        said["commune"] = self.chosen_commune(when_empty="Écrivez la commune du lieu.")
        return said

    def details(self) -> PlaceDetails:
        """What the form says, once valid."""
        known = {name: self.cleaned_data[name] for name in PlaceDetails.__slots__}
        return PlaceDetails(**{**known, "kind": PlaceKind(known["kind"])})


class ProposalForm(PlaceForm):
    """The same, with who proposes and the charter."""

    member = forms.ChoiceField(label="Qui propose ce lieu", widget=forms.RadioSelect)
    charter = forms.BooleanField(
        label="Au nom du lieu, j’accepte cette charte",
        error_messages={"required": "Lisez la charte, puis cochez la case pour l’accepter."},
    )

    def __init__(self, *args: Any, members: list[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = members
        if len(members) == 1:
            del self.fields["member"]
        else:
            choices = [(str(one.public_id), f"{one.given_name} {one.family_name}") for one in members]
            self.fields["member"].choices = choices  # type: ignore[attr-defined]

    @property
    def proposer(self) -> Member:
        """Which of the account's members proposes."""
        chosen = self.cleaned_data.get("member")
        return next((one for one in self.members if str(one.public_id) == chosen), self.members[0])


class EditForm(PlaceForm):
    """The same, and the revision the page was opened at."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class HostForm(forms.Form):
    """Somebody to welcome in the team, by the number on their card."""

    number = forms.CharField(
        label="Numéro de membre",
        max_length=40,
        help_text="Il est sur sa carte\u00a0: M suivi de sept chiffres. Demandez-le-lui.",
        error_messages={"required": "Écrivez le numéro qui est sur sa carte."},
    )
    role = forms.TypedChoiceField(
        label="Son rôle", choices=HostRole.choices, coerce=HostRole, initial=HostRole.HOST
    )


class HostRoleForm(forms.Form):
    """Another role for somebody of the team."""

    role = forms.TypedChoiceField(label="Rôle", choices=HostRole.choices, coerce=HostRole)
