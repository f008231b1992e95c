"""What the list of payments can be searched by."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet

from milliard.payments.enums import Hold, Means, PaymentState
from milliard.payments.models import Payment
from milliard.payments.models.ledger import PaymentQuerySet
from milliard.payments.references import find_references, spell


class PaymentFilters(FilterSet):  # type: ignore[misc]
    q = CharFilter(
        label="Nom, libellé ou référence", max_length=200, method="named", widget=forms.SearchInput
    )
    moyen = ChoiceFilter(label="Moyen", field_name="means", choices=Means.choices, empty_label="Tous")
    etat = ChoiceFilter(label="État", field_name="state", choices=PaymentState.choices, empty_label="Tous")
    raison = ChoiceFilter(
        label="Ce qu’il faut décider",
        field_name="hold",
        choices=[(value, label) for value, label in Hold.choices if value],
        empty_label="Tout",
    )
    repris = BooleanFilter(
        label="Seulement ce qui a été repris", method="taken_back", widget=forms.CheckboxInput
    )
    a_decider = BooleanFilter(
        label="Seulement ce qui attend une décision", method="waiting", widget=forms.CheckboxInput
    )

    def named(self, found: PaymentQuerySet, name: str, value: str) -> QuerySet[Payment]:
        references = find_references(value)
        if not references:
            return found.saying(value)
        # Two lists joined: asked for as one condition, no index would serve.
        of_requests = Payment.objects.filter(allocations__part__request__reference__in=references)
        numbers = of_requests.values("pk")
        for reference in references:
            for written in (reference, spell(reference)):
                numbers = numbers.union(Payment.objects.saying(written).values("pk"))
        return found.filter(pk__in=numbers)

    def waiting(self, found: Any, name: str, value: bool) -> QuerySet[Payment]:
        payments: QuerySet[Payment] = found.waiting() if value else found
        return payments

    def taken_back(self, found: Any, name: str, value: bool) -> QuerySet[Payment]:
        payments: QuerySet[Payment] = found.filter(reversed_cents__gt=0) if value else found
        return payments
