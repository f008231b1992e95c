"""What places can be looked for by."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter, MultipleChoiceFilter

from milliard.core.staff.lists import SearchFilter
from milliard.places.enums import Access, PlaceKind, PlaceStage
from milliard.places.models import Place
from milliard.territories.models import Department


def departments(request: Any) -> QuerySet[Department]:
    return Department.objects.order_by("code")


class LongSelect(forms.Select):
    """A hundred choices written at once: Django renders a template for each."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (option["value"], flatatt(option["attrs"]), option["label"])
                for _, group, _ in widget["optgroups"]
                for option in group
            ),
        )
        return format_html(
            '<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), options
        )


class PlaceFilters(FilterSet):  # type: ignore[misc]
    """The public list: where, which kind, what one needs to come."""

    q = SearchFilter("name", "summary", "commune__name", label="Un nom, une commune")
    departement = ModelChoiceFilter(
        label="Département",
        field_name="commune__department",
        queryset=departments,
        widget=LongSelect,
        empty_label="Tous",
    )
    sorte = ChoiceFilter(label="Sorte", field_name="kind", choices=PlaceKind.choices, empty_label="Toutes")
    #: From the map.
    commune = CharFilter(field_name="commune", max_length=5, widget=forms.HiddenInput)
    acces = MultipleChoiceFilter(
        label="Il me faut",
        choices=Access.choices,
        method="having",
        widget=forms.CheckboxSelectMultiple,
    )

    def having(self, found: QuerySet[Place], name: str, value: list[str]) -> QuerySet[Place]:
        """Places that have everything ticked."""
        return found.filter(access__contains=value) if value else found


class TeamFilters(PlaceFilters):
    """The team's list: the stage too."""

    acces = ChoiceFilter(label="Accès", choices=Access.choices, method="having_one", empty_label="Tous")
    etape = ChoiceFilter(label="Étape", field_name="stage", choices=PlaceStage.choices, empty_label="Toutes")

    def having_one(self, found: QuerySet[Place], name: str, value: str) -> QuerySet[Place]:
        """Places that have it: a list of the team has no room for boxes."""
        return found.filter(access__contains=[value])
