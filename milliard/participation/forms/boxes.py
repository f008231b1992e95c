"""Boxes that find a row by what people call it, where a list of choices would hold thousands."""

import datetime as dt
from typing import Any, TypeVar

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from milliard.members.lookup import look_up
from milliard.members.models import Member
from milliard.participation.models import WorkingGroup
from milliard.places.models import Place
from milliard.ui.widgets import Moment

Row = TypeVar("Row", bound=Model)


class WallMomentField(forms.DateTimeField):
    """A day and an hour as clocks show them, without time zone: another box says where the clock is."""

    widget = Moment

    def to_python(self, value: Any) -> dt.datetime | None:
        with timezone.override(dt.UTC):  # where every hour exists
            moment: dt.datetime | None = super().to_python(value)
        return moment.replace(tzinfo=None) if moment else None


class SoughtField(forms.CharField):
    """Text typed that stands for a row; `find` gives the row."""

    #: What is typed beyond is not read.
    longest = 200

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").replace("\0", "")[: self.longest]
        return self.find(text) if text else None

    def run_validators(self, value: Any) -> None:
        """The row found is right; validators of texts would measure it."""

    def find(self, text: str) -> Model:
        raise NotImplementedError


class NamedField(SoughtField):
    """A row by its name or the end of its address; ``found()`` gives those it may be."""

    def __init__(self, *, found: Any, unknown: str, **options: Any) -> None:
        self.found, self.unknown = found, unknown
        super().__init__(**{"required": False, **options})

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "slug", value)

    def find(self, text: str) -> Model:
        rows: QuerySet[Any] = self.found()
        first_two = list(rows.filter(Q(slug=text.lower()) | Q(name__iexact=text)).order_by("pk")[:2])
        exact = [row for row in first_two if row.slug == text.lower()] or first_two
        if len(exact) != 1:
            raise forms.ValidationError(self.unknown)
        row: Model = exact[0]
        return row


def place_field() -> NamedField:
    return NamedField(
        found=lambda: Place.objects.welcoming().select_related("commune"),
        label="Lieu",
        help_text="Son nom, ou la fin de l’adresse de sa page, si cela s’y passe.",
        unknown="Aucun lieu de ce nom, ou plusieurs\u00a0: écrivez la fin de l’adresse de sa page.",
    )


def group_field() -> NamedField:
    return NamedField(
        found=WorkingGroup.objects.alive,
        label="Groupe",
        help_text="Son nom, ou la fin de l’adresse de sa page, si un groupe l’organise.",
        unknown="Aucun groupe de ce nom, ou plusieurs\u00a0: écrivez la fin de l’adresse de sa page.",
    )


class MemberField(SoughtField):
    """A member by number or e-mail address."""

    def find(self, text: str) -> Any:
        return member_called(text)


class MembersField(SoughtField):
    """Some members, each by number or e-mail address, apart by commas; a sequence of them."""

    longest = 2_000

    def find(self, text: str) -> Any:
        words = [word for word in text.replace(";", ",").split(",") if word.strip()]
        return [member_called(word.strip()) for word in words]


def member_called(text: str) -> Member:
    """The one member a text names. Raises `ValidationError`."""
    first_two = list(look_up(Member.objects.present(), text).order_by("pk")[:2])
    if len(first_two) != 1:
        raise forms.ValidationError(
            f"«\u00a0{text}\u00a0» ne désigne personne\u00a0: écrivez le numéro de membre, par exemple"
            " M0000123, ou l’adresse e-mail."
        )
    return first_two[0]
