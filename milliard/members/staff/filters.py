"""What the team's lists of members are searched by."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet

from milliard.members.enums import EntryKind, MembershipState
from milliard.members.lookup import look_up, number_in
from milliard.members.models import DuesRates, Member
from milliard.members.models.people import MemberQuerySet
from milliard.members.register import RegisterPart, part_of, whole_part_of
from milliard.territories.models import Department


def departments() -> list[tuple[str, str]]:
    """Every department, by code as on letters."""
    return [(row.code, f"{row.code} {row.name}") for row in Department.objects.order_by("code")]


def listed() -> MemberQuerySet:
    """Members as lists of the team show them; see `reads.give_todays_state`."""
    return Member.objects.filter(erased_at=None).select_related("commune", "merged_into")


def _of_whole_list(found: Any, name: str, value: Any) -> Any:
    """Said of the list, not of its rows one by one: see each `filter_queryset`."""
    return found


def _search() -> CharFilter:
    return CharFilter(
        label="Nom, adresse e-mail ou numéro", max_length=200, method="sought", widget=forms.SearchInput
    )


def _department(field: str) -> ChoiceFilter:
    return ChoiceFilter(label="Département", field_name=field, choices=departments, empty_label="Tous")


def _day(label: str, **options: Any) -> DateFilter:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DateFilter(label=label, widget=widget, **options)


class MemberFilters(FilterSet):  # type: ignore[misc]
    """The list of members. A number finds its row even where it was merged into another since."""

    q = _search()
    etat = ChoiceFilter(
        label="Adhésion", choices=MembershipState.choices, method="in_state", empty_label="Toutes"
    )
    departement = _department("commune__department")

    def sought(self, found: MemberQuerySet, name: str, value: str) -> MemberQuerySet:
        if number_in(value) is not None:
            found = listed()
        return look_up(found, value, is_paged=True)

    def in_state(self, found: MemberQuerySet, name: str, value: str) -> MemberQuerySet:
        today = timezone.localdate()
        return found.in_states([MembershipState(value)], DuesRates.objects.to_read(today), today)


def _not_to_come(day: dt.date) -> None:
    if day > timezone.localdate():
        raise ValidationError("Ce jour n’est pas encore venu.")


class RegisterFilters(FilterSet):  # type: ignore[misc]
    """The register at a date. ``is_whole``: for a file, which reads every row."""

    jour = _day("À la date du", method=_of_whole_list, validators=[_not_to_come])
    qui = ChoiceFilter(
        label="Qui",
        choices=[choice for choice in RegisterPart.choices if choice[0] != RegisterPart.MEMBERS],
        empty_label=RegisterPart.MEMBERS.label,
        method=_of_whole_list,
    )
    q = _search()
    departement = _department("commune__department")

    def __init__(self, *args: Any, rates: DuesRates, day: dt.date, is_whole: bool = False) -> None:
        super().__init__(*args)
        self.rates, self.day, self.is_whole = rates, day, is_whole

    def sought(self, found: MemberQuerySet, name: str, value: str) -> MemberQuerySet:
        return look_up(found, value, is_paged=not self.is_whole)

    def filter_queryset(self, queryset: MemberQuerySet) -> MemberQuerySet:
        found = cast(MemberQuerySet, super().filter_queryset(queryset))
        part = RegisterPart(self.form.cleaned_data.get("qui") or RegisterPart.MEMBERS)
        cut = whole_part_of if self.is_whole else part_of
        return cut(found, part, self.rates, self.day)


class _FiltersOfRows(FilterSet):  # type: ignore[misc]
    """Rows that are each of a ``member``."""

    q = _search()

    def sought(self, found: Any, name: str, value: str) -> Any:
        return found.filter(member__in=look_up(Member.objects.all(), value))


class LineFilters(_FiltersOfRows):
    """Lines of the register."""

    ligne = ChoiceFilter(label="Ligne", field_name="kind", choices=EntryKind.choices, empty_label="Toutes")
    du = _day("Du", field_name="effective_on", lookup_expr="gte")
    au = _day("Au", field_name="effective_on", lookup_expr="lte")


class ExclusionFilters(_FiltersOfRows):
    """Procedures."""

    etat = ChoiceFilter(
        label="Où elles en sont",
        choices=[("ouvertes", "Ouvertes"), ("decidees", "Décidées")],
        method="in_state",
        empty_label="Toutes",
    )

    def in_state(self, found: Any, name: str, value: str) -> Any:
        return found.filter(decided_on__isnull=value == "ouvertes")


class DuplicateFilters(FilterSet):  # type: ignore[misc]
    """Pairs: those that wait, unless those put aside are asked for."""

    etat = ChoiceFilter(
        label="Lesquels", choices=[("ecartes", "Écartés")], method=_of_whole_list, empty_label="À regarder"
    )

    def filter_queryset(self, queryset: Any) -> Any:
        is_aside = self.form.cleaned_data.get("etat") == "ecartes"
        return super().filter_queryset(queryset).filter(dismissed_at__isnull=not is_aside)
