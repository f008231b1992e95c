"""What the team types about a member: who they are, how they left, what is held against them."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from milliard.core.fields import DayField
from milliard.members.forms.identity import NameField
from milliard.members.forms.profile import clean_phone
from milliard.members.models import Member
from milliard.members.services.exclusions import LEAST_DAYS_TO_ANSWER
from milliard.members.services.joining import Identity
from milliard.territories.countries import ABROAD
from milliard.territories.forms import CommuneField

#: More than the statutes ask at least: letters travel.
_USUAL_DAYS = 30


class TeamIdentityForm(forms.Form):
    """Who a person is, corrected by the team. Who left no number gets none here: it is theirs to give."""

    given_name = NameField(
        label="Prénom", autocomplete="off", error_messages={"required": "Le prénom manque."}
    )
    family_name = NameField(label="Nom", autocomplete="off", error_messages={"required": "Le nom manque."})
    email = forms.EmailField(
        label="Adresse e-mail",
        required=False,
        help_text="Où lui écrire. L’adresse de son compte, que seule la personne change, reste la même.",
    )
    phone = forms.CharField(label="Téléphone", required=False, max_length=20)
    commune = CommuneField(help_text="Ainsi\u00a0: Saint-Denis (93). Rien si personne ne la connaît.")
    country = forms.ChoiceField(label="Pays", required=False, choices=[("", "France"), *ABROAD])
    reason = forms.CharField(
        label="Pourquoi cette correction",
        max_length=300,
        help_text="Ce sera écrit au registre, ainsi\u00a0: «\u00a0nom d’usage, à sa demande\u00a0».",
        error_messages={"required": "Écrivez pourquoi\u00a0: le registre le dit avec chaque correction."},
    )

    @classmethod
    def of(cls, member: Member, data: Any) -> "TeamIdentityForm":
        """The form as the row is, or as it was sent."""
        form = cls(
            data,
            initial={
                "given_name": member.given_name,
                "family_name": member.family_name,
                "email": member.email,
                "phone": member.phone,
                "commune": member.commune.label if member.commune else "",
                "country": "" if member.country == "FR" else member.country,
            },
        )
        if not member.phone:
            del form.fields["phone"]
        return form

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        """What the service gets."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("country"):
            self.errors.pop("commune", None)  # of no use abroad, whatever was typed
        commune = None if said.get("country") else said.get("commune")
        identity = Identity(
            said.get("given_name", ""),
            said.get("family_name", ""),
            said.get("email", ""),
            said.get("phone", ""),
            commune,
            said.get("country") or "FR",
        )
        return {"identity": identity, "reason": said.get("reason", "")}


class ResignationForm(forms.Form):
    """A person asked the team to leave."""

    asked_how = forms.CharField(
        label="Comment la personne l’a demandé",
        max_length=200,
        help_text="Une lettre, un e-mail, un appel, et de quel jour.",
        error_messages={"required": "Écrivez comment\u00a0: on ne fait partir personne sans sa demande."},
    )


class DeathForm(forms.Form):
    """Somebody told us that a person died."""

    on = DayField(
        label="Date du décès",
        help_text="Celle que l’on vous a dite\u00a0; à défaut, le jour où vous l’apprenez.",
        error_messages={"required": "Écrivez une date."},
    )
    told_by = forms.CharField(
        label="Qui nous l’a dit",
        max_length=120,
        help_text="Le lien suffit, sans nom\u00a0: sa fille, un voisin, la mairie.",
        error_messages={"required": "Écrivez qui l’a dit\u00a0: c’est ce qui permet de vérifier, avec tact."},
    )


class UndoDeathForm(forms.Form):
    """A death was written by mistake."""

    reason = forms.CharField(
        label="Comment nous l’avons su",
        max_length=200,
        help_text="Écrit au registre, ainsi\u00a0: «\u00a0un homonyme\u00a0».",
        error_messages={"required": "Écrivez comment\u00a0: le registre le dit avec chaque correction."},
    )


def _usual_day() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=_USUAL_DAYS)


class ExclusionForm(forms.Form):
    """What is held against a person, and until when they may answer."""

    grounds = forms.CharField(
        label="Ce qui est reproché",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=20_000,
        help_text="Des faits, datés. La personne lira ces mots, tels quels.",
        error_messages={"required": "Écrivez ce qui est reproché\u00a0: on ne répond pas à un silence."},
    )
    answer_by = DayField(
        label="Réponse possible jusqu’au",
        initial=_usual_day,
        help_text=f"Au moins {LEAST_DAYS_TO_ANSWER} jours à partir d’aujourd’hui.",
    )


def _is_yes(value: Any) -> bool:
    return bool(value == "yes")


class DecisionForm(forms.Form):
    """The decision and its reasons, once the person was heard or could have been."""

    is_excluded = forms.TypedChoiceField(
        label="Décision",
        choices=[("no", "La personne reste membre"), ("yes", "La personne est exclue")],
        coerce=_is_yes,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez."},
    )
    decision = forms.CharField(
        label="Raisons de la décision",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=20_000,
        help_text="Ce qui est établi, ce que la personne a répondu, la règle appliquée. Elle lira ces mots.",
        error_messages={"required": "Une décision se motive\u00a0: écrivez pourquoi."},
    )
