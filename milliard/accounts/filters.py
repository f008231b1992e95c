"""What the list of persons can be searched by."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django_filters import BooleanFilter, CharFilter, FilterSet

from milliard.accounts.models import User


class PersonFilters(FilterSet):  # type: ignore[misc]
    q = CharFilter(label="Nom ou adresse e-mail", max_length=200, method="named", widget=forms.SearchInput)
    equipe = BooleanFilter(
        label="Seulement les personnes qui ont un rôle", method="with_a_role", widget=forms.CheckboxInput
    )

    def named(self, found: Any, name: str, value: str) -> QuerySet[User]:
        persons: QuerySet[User] = found.named(value)
        return persons

    def with_a_role(self, found: Any, name: str, value: bool) -> QuerySet[User]:
        persons: QuerySet[User] = found.with_a_role() if value else found
        return persons
