"""The page «À l’image de la société», and its files."""

from collections.abc import Iterator
from typing import get_args

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from french import format_date, format_number, format_percent
from milliard.core.access import public
from milliard.core.exports import About, Format, Table, Value, respond
from milliard.society.models import GroupSnapshot
from milliard.society.pictures import has_gaps, picture_of, written_gap
from milliard.society.reports.compared import METHOD, ComparedValue, from_json
from milliard.ui.component_records import Cell, Column

#: Shown when no group is named in the address.
FIRST = "members.current"
_COLUMNS = [
    Column("Valeur"),
    Column("Personnes", is_number=True),
    Column("Part", is_number=True),
    Column("Population", is_number=True),
    Column("Écart", is_number=True),
    Column("Intervalle à 95\u00a0%", is_number=True),
]
_FILE_COLUMNS = (
    *("groupe", "compte_le", "simule", "taille", "trait", "base", "non_dit", "valeur", "personnes", "part"),
    *("part_basse", "part_haute", "part_population", "ecart", "ecart_bas", "ecart_haut"),
    *("base_population", "source_population", "source"),
)


@public
@require_safe
def society(request: HttpRequest, code: str = "") -> HttpResponse:
    """One group compared with the population; the members first."""
    rows = list(GroupSnapshot.objects.defer("figures", "counts").order_by("pk"))
    shown = GroupSnapshot.objects.filter(code=code or FIRST).first()
    if shown is None and code:
        raise Http404
    traits = from_json(shown.figures) if shown else ()
    context = {
        "groups": rows,
        "group": shown,
        "traits": [
            {
                "trait": trait,
                "is_gaps": has_gaps(trait),
                "unknown_share": (trait.unknown or 0) / shown.size,
                "picture": picture_of(trait, shown.label) if trait.has_numbers else "",
                "rows": [_row(value) for value in trait.values],
            }
            for trait in traits
            if shown
        ],
        "columns": _COLUMNS,
        "method": METHOD,
        "threshold": settings.DISCLOSURE_THRESHOLD,
        "least": 2 * settings.DISCLOSURE_THRESHOLD,
        "first": FIRST,
    }
    return render(request, "society/society.html", context)


@public
@require_safe
def society_file(request: HttpRequest, code: str, format: str) -> HttpResponseBase:  # noqa: A002
    """The same numbers to take away."""
    if format not in get_args(Format):
        raise Http404
    row = get_object_or_404(GroupSnapshot, code=code)
    about = About(
        title=f"À l’image de la société\u00a0: {row.label}",
        is_simulated=row.is_simulated,
        notes=(
            ("Base", row.base),
            ("Date", format_date(row.counted_on)),
            ("Source", row.source),
            ("Méthode", METHOD),
            ("Secret", f"Un nombre inférieur à {settings.DISCLOSURE_THRESHOLD} n’est jamais publié, ni ce qui"
             " permettrait de le retrouver\u00a0: les cases sont vides."),
        ),
    )  # fmt: skip
    table = Table(_FILE_COLUMNS, list(_file_rows(row)), about)
    return respond(table, format=format, name=f"a-l-image-de-la-societe-{code}")  # type: ignore[arg-type]


def _file_rows(row: GroupSnapshot) -> Iterator[list[Value]]:
    for trait in from_json(row.figures):
        for value in trait.values:
            numbers = (value.share, value.low, value.high, value.population)
            gaps = (value.difference, value.difference_low, value.difference_high)
            yield [
                *(row.code, row.counted_on, row.is_simulated, row.size),
                *(trait.title, trait.base, trait.unknown, value.label, value.count),
                *(None if number is None else round(number, 6) for number in (*numbers, *gaps)),
                *(trait.population_base, trait.population_source, row.source),
            ]


def _row(value: ComparedValue) -> list[Cell | str | int | None]:
    population = "" if value.population is None else format_percent(value.population, 1)
    if value.is_hidden:
        withheld = Cell("", is_withheld=True)
        return [value.label, withheld, withheld, population, withheld, withheld]
    gap = interval = "population inconnue"
    if value.difference is not None:
        low, high = value.difference_low or 0.0, value.difference_high or 0.0
        gap, interval = written_gap(value.difference), f"{written_gap(low)} à {written_gap(high)}"
    count, share = format_number(value.count or 0), format_percent(value.share or 0.0, 1)
    return [value.label, count, share, population, gap, interval]
