"""The directory taken away: CSV, XLSX, JSON and GeoJSON, by the filters of its page.

In GeoJSON each organisation stands in the middle of its commune, which is said by its code too: no address is
located.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from french import format_date
from milliard.core import exports
from milliard.organisations.models import Organisation
from milliard.territories.models import Commune

FORMATS = ("csv", "xlsx", "json", "geojson")
_AT_ONCE = 2_000
_TITLE = "Organisations de la transition juste"
#: Never of those: an address that is not public.
_HIDDEN = ("vector", "words", "name_words")


def respond(found: QuerySet[Organisation], *, format: str) -> HttpResponseBase:  # noqa: A002
    """The file called ``annuaire.format``, read while it is sent. ``format``: one of `FORMATS`."""
    rows = found.with_place().defer(*_HIDDEN).order_by("search_name", "pk")  # type: ignore[attr-defined]
    if format == "geojson":
        response = StreamingHttpResponse(_geojson(rows), content_type="application/geo+json; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="annuaire.geojson"'
        return response
    lines = (list(_properties(one).values()) for one in rows.iterator(chunk_size=_AT_ONCE))
    table = exports.Table(_columns(), lines, _about())
    return exports.respond(table, format=format, name="annuaire")  # type: ignore[arg-type]


def _columns() -> list[str]:
    return list(_properties(Organisation()))


def _properties(one: Organisation) -> dict[str, Any]:
    """What the public page shows, by the names of the columns."""
    commune = one.commune
    return {
        "nom": one.name,
        "forme_juridique": one.get_legal_form_display(),
        "siren": one.siren,
        "siret": one.siret,
        "rna": one.rna,
        "domaine": one.get_sector_display(),
        "themes": ", ".join(one.theme_labels),
        "commune": commune.name if commune else "",
        "code_insee": commune.code if commune else "",
        "departement": (commune.department_id or "") if commune else "",
        "adresse": one.address_line,
        "site": one.website,
        "adresse_email": one.public_email,
        "presentation": one.description,
        "annee_creation": one.founded_on.year if one.founded_on else None,
        "effectif": one.get_headcount_display(),
        "fiche": f"{settings.SITE_URL}{reverse('organisations:organisation', args=[one.public_id])}",
    }


def _middle_of(commune: Commune | None) -> dict[str, Any] | None:
    """Its centre, in degrees; None where nobody knows it."""
    if commune is None or commune.latitude is None:
        return None
    return {"type": "Point", "coordinates": [commune.longitude, commune.latitude]}


def _about() -> exports.About:
    return exports.About(
        title=_TITLE,
        is_simulated=settings.IS_DEMONSTRATION,
        notes=(
            ("Base", "organisations publiées dans l’annuaire, selon les filtres demandés"),
            ("Relevé le", format_date(timezone.localdate())),
            ("Source", "annuaire du mouvement\u00a0; chaque fiche dit d’où vient chaque information"),
        ),
    )


def _geojson(rows: QuerySet[Organisation]) -> Iterator[bytes]:
    head = {
        "type": "FeatureCollection",
        "title": _TITLE,
        "simulated": settings.IS_DEMONSTRATION,
        "note": "Chaque organisation est au milieu de sa commune (GeoNames, CC BY 4.0)\u00a0;"
        " aucune adresse n’est située.",
    }
    yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "features": ['.encode()
    separator, pieces = "\n", []
    for one in rows.iterator(chunk_size=_AT_ONCE):
        feature = {
            "type": "Feature",
            "id": str(one.public_id),
            "geometry": _middle_of(one.commune),
            "properties": _properties(one),
        }
        pieces.append(separator + json.dumps(feature, ensure_ascii=False))
        separator = ",\n"
        if len(pieces) == _AT_ONCE:
            yield "".join(pieces).encode()
            pieces.clear()
    yield f"{''.join(pieces)}\n]}}\n".encode()
