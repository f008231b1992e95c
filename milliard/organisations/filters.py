"""What the directory is filtered by; the same for its page, its files, and the cards of networks."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from milliard.organisations.enums import LegalForm, Sector, Theme
from milliard.organisations.models import Affiliation, Network, Organisation
from milliard.territories.models import Commune, Department, Region


def _territories() -> list[Any]:
    """Regions, then departments: their codes told apart by a letter."""
    regions = [
        (f"r{code}", name) for name, code in Region.objects.order_by("name").values_list("name", "code")
    ]
    known = Department.objects.order_by("code").values_list("code", "name")
    departments = [(f"d{code}", f"{name} ({code})") for code, name in known]
    return [("Régions", regions), ("Départements", departments)]


def _networks(request: object) -> QuerySet[Network]:
    return Network.objects.filter(is_public=True).order_by("name")


class DirectoryFilters(FilterSet):  # type: ignore[misc]
    territoire = ChoiceFilter(
        label="Territoire", choices=_territories, method="there", empty_label="Toute la France"
    )
    domaine = ChoiceFilter(label="Domaine", field_name="sector", choices=Sector.choices, empty_label="Tous")
    forme = ChoiceFilter(
        label="Forme juridique", field_name="legal_form", choices=LegalForm.choices, empty_label="Toutes"
    )
    theme = ChoiceFilter(label="Thème", choices=Theme.choices, method="about", empty_label="Tous")
    reseau = ModelChoiceFilter(
        label="Réseau", queryset=_networks, to_field_name="public_id", method="of_network", empty_label="Tous"
    )
    commune = CharFilter(max_length=5, method="in_commune", widget=forms.HiddenInput)
    # The last: what is written nearly so is looked for among what the others let through.
    q = CharFilter(
        label="Un nom, une activité, une commune", max_length=200, method="searched", widget=forms.SearchInput
    )

    def searched(self, found: Any, name: str, value: str) -> QuerySet[Organisation]:
        matching: QuerySet[Organisation] = found.matching(value)
        return matching

    def there(self, found: Any, name: str, value: str) -> QuerySet[Organisation]:
        kind, code = value[0], value[1:]
        where = Q(department__region=code) if kind == "r" else Q(department=code)
        here: QuerySet[Organisation] = found.filter(commune__in=Commune.objects.filter(where).values("code"))
        return here

    def about(self, found: Any, name: str, value: str) -> QuerySet[Organisation]:
        themed: QuerySet[Organisation] = found.filter(themes__contains=[value])
        return themed

    def of_network(self, found: Any, name: str, value: Network) -> QuerySet[Organisation]:
        members = Affiliation.objects.filter(network=value).values("organisation")
        affiliated: QuerySet[Organisation] = found.filter(pk__in=members)
        return affiliated

    def in_commune(self, found: Any, name: str, value: str) -> QuerySet[Organisation]:
        here: QuerySet[Organisation] = found.filter(commune=value)
        return here

    @property
    def form(self) -> Any:
        """The form, each box drawn as the site draws its own."""
        form = super().form
        for field in form.fields.values():
            is_list = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "select" if is_list else "input"
        return form

    @property
    def order(self) -> list[str]:
        """The nearest to what was typed first; by name otherwise."""
        is_searched = self.is_valid() and bool(self.form.cleaned_data.get("q"))
        return (
            ["rank", "search_name"]
            if is_searched and "rank" in self.qs.query.annotations
            else ["search_name"]
        )

    @property
    def asked(self) -> str:
        """The query string of what is asked, without the page."""
        query = self.request.GET.copy()
        query.pop("page", None)
        return str(query.urlencode())
