"""Groups this app knows, as the page «À l’image de la société» compares them."""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from milliard.core.declarations import SocietyGroup
from milliard.members.models import Member
from milliard.members.traits import group_of_members
from milliard.society.enums import NAMED, EntryState, MandateKind
from milliard.society.models import DrawEntry, Mandate

_LABELS = {
    MandateKind.SPOKESPERSON: (
        "les porte-parole",
        "Personnes dont un mandat de porte-parole court ce jour-là.",
    ),
    MandateKind.AMBASSADOR: (
        "les ambassadeurs et ambassadrices",
        "Personnes dont un mandat d’ambassade court ce jour-là.",
    ),
    MandateKind.PANELLIST: (
        "les membres des panels",
        "Personnes dont un mandat dans un panel court ce jour-là.",
    ),
}
_SOURCE = "ce que chaque membre a choisi de dire de soi"


def society_groups(on: dt.date | None = None) -> Iterator[SocietyGroup]:
    """Whoever holds a mandate, by kind; whoever was drawn by lot, and whoever volunteered."""
    on = on or timezone.localdate()
    for kind, (label, base) in _LABELS.items():
        held = Mandate.objects.in_force(on).filter(kind=kind)
        yield _group(held.values("member"), on, f"society.{kind.name.lower()}s", label, base, "mandats")
    entries = DrawEntry.objects.all()
    drawn = entries.filter(state__in=NAMED)
    yield _group(
        drawn.values("member"),
        on,
        "society.drawn",
        "les personnes tirées au sort",
        "Personnes qu’un tirage a désignées, quelle que soit leur réponse, chacune comptée une fois.",
        "tirages au sort",
    )
    willing = entries.exclude(state__in=(EntryState.WITHDRAWN, EntryState.ASIDE))
    yield _group(
        willing.values("member"),
        on,
        "society.volunteers",
        "les volontaires des tirages",
        "Personnes volontaires pour un tirage au moins, tirées ou non.",
        "tirages au sort",
    )


def _group(members: object, on: dt.date, code: str, label: str, base: str, source: str) -> SocietyGroup:
    found = Member.objects.present().filter(pk__in=members)
    return group_of_members(found, on, code=code, label=label, base=base, source=f"{source}, et {_SOURCE}")
