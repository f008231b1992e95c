"""What the treasurer reads."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from milliard.payments.models import TaxReceipt


@dataclass(frozen=True, slots=True)
class YearlyDeclaration:
    """The two numbers article 222 bis of the tax code asks for each year."""

    year: int
    count: int
    total_cents: int
    #: Numbers given and cancelled: not declared, shown so that the series has no hole.
    cancelled: int


def yearly_declaration(year: int) -> YearlyDeclaration:
    """Receipts issued in a year and in force: how many, for how much."""
    of_year = TaxReceipt.objects.filter(year=year)
    sums = of_year.in_force().aggregate(count=Count("pk"), cents=Sum("amount_cents"))
    cancelled = of_year.exclude(cancelled_on=None).count()
    return YearlyDeclaration(year, sums["count"], sums["cents"] or 0, cancelled)
