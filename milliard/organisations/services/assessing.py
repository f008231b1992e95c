"""What each row of a file is, beside the directory: new, the same, something more, doubtful, or wrong.

By identifier first; then by name within the commune, with a score. In a handful of queries for a whole file.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from milliard.organisations.enums import FIRST_HAND, ImportDecision, ImportVerdict
from milliard.organisations.fields import stored
from milliard.organisations.matching import DOUBTFUL, SURE, same_number
from milliard.organisations.models import FieldProvenance, ImportRow, Organisation
from milliard.organisations.names import NameIndex

_NUMBERS = ("siren", "siret", "rna")
_DEFAULT = {
    ImportVerdict.NEW: ImportDecision.ADD,
    ImportVerdict.SAME: ImportDecision.SKIP,
    ImportVerdict.CHANGED: ImportDecision.UPDATE,
    ImportVerdict.DOUBTFUL: ImportDecision.SKIP,
    ImportVerdict.REFUSED: ImportDecision.SKIP,
}
_TWO_PAGES = "Ces numéros sont ceux de deux fiches différentes\u00a0: «\u00a0{}\u00a0» et «\u00a0{}\u00a0»."
_OTHER_NUMBER = (
    "Un de ces numéros est celui de «\u00a0{}\u00a0», un autre ne l’est pas\u00a0: l’un des deux est faux."
)


@dataclass(slots=True)
class Neighbours:
    """The organisations of the directory that rows of a file may be."""

    by_number: dict[tuple[str, str], Organisation] = field(default_factory=dict)
    by_commune: dict[str, NameIndex[Organisation]] = field(default_factory=dict)
    by_name: dict[str, list[Organisation]] = field(default_factory=dict)
    #: Fields that an import leaves alone: organisation -> those that it or the team said.
    first_hand: dict[int, set[str]] = field(default_factory=dict)


def assess(rows: Sequence[ImportRow]) -> None:
    """Give each row its verdict, its organisation, its score, and the usual decision; nothing is saved.

    A decision somebody took is kept as long as the row is still what they saw.
    """
    readable = [row for row in rows if not row.problems]
    near = _neighbours(readable)
    matched: dict[int, int] = {}
    for row in readable:
        _match(row, near)
        _refuse_second(row, matched)
    near.first_hand = first_hand_of(row.organisation_id for row in readable)
    for row in rows:
        _judge(row, near)


def fields_to_write(row: ImportRow, near: Mapping[int, set[str]]) -> list[str]:
    """What the row says more, or otherwise, than its page; never less, never over who knows better."""
    organisation = row.organisation
    if organisation is None:
        return list(row.values)
    kept = near.get(organisation.pk, set())
    return [
        name
        for name, value in row.values.items()
        if name not in kept
        and value != (held := stored(organisation, name))
        and not (held and name in _NUMBERS)  # a number is completed, never replaced
    ]


def first_hand_of(organisations: Iterable[int | None]) -> dict[int, set[str]]:
    """The fields that each organisation, or the team, said itself: an import leaves them alone."""
    found: dict[int, set[str]] = defaultdict(set)
    said = FieldProvenance.objects.filter(
        organisation__in={pk for pk in organisations if pk is not None}, source__in=FIRST_HAND
    )
    for pk, name in said.values_list("organisation_id", "field"):
        found[pk].add(name)
    return found


def _neighbours(rows: Sequence[ImportRow]) -> Neighbours:
    near = Neighbours()
    found = Organisation.objects.defer("vector", "words", "name_words")
    for number in _NUMBERS:
        asked = {row.values[number] for row in rows if row.values.get(number)}
        for one in found.filter(**{f"{number}__in": asked}) if asked else ():
            near.by_number[number, getattr(one, number)] = one
    unnumbered = [row for row in rows if not _numbered(row, near)]
    communes = {row.values["commune"] for row in unnumbered if row.values.get("commune")}
    near.by_commune = {code: NameIndex(DOUBTFUL) for code in communes}
    for one in found.filter(commune__in=communes).order_by("pk") if communes else ():
        near.by_commune[str(one.commune_id)].add(one.name, one)
    placeless = {row.values["name"] for row in unnumbered if not row.values.get("commune")}
    for one in found.filter(name__in=placeless) if placeless else ():
        near.by_name.setdefault(one.name, []).append(one)
    return near


def _numbered(row: ImportRow, near: Neighbours) -> list[Organisation]:
    asked = [(number, row.values.get(number, "")) for number in _NUMBERS]
    found = {one.pk: one for key in asked if (one := near.by_number.get(key)) is not None}
    return list(found.values())


def _match(row: ImportRow, near: Neighbours) -> None:
    row.organisation, row.score = None, None
    numbered = _numbered(row, near)
    if len(numbered) > 1:
        row.problems = [["", _TWO_PAGES.format(*numbered[:2])]]
    elif numbered and _is_other(row, numbered[0]):
        row.problems = [["", _OTHER_NUMBER.format(numbered[0])]]
    elif numbered:
        row.organisation = numbered[0]
    elif row.values.get("commune"):
        nearest = near.by_commune[row.values["commune"]].nearest(
            row.values["name"], lambda one: not _is_other(row, one)
        )
        row.score, row.organisation = (round(nearest[0], 2), nearest[1]) if nearest else (None, None)
    elif len(same := near.by_name.get(row.values["name"], [])) == 1 and not _is_other(row, same[0]):
        row.organisation, row.score = same[0], DOUBTFUL


def _is_other(row: ImportRow, one: Organisation) -> bool:
    """Whether their identifiers say that they are two."""
    return same_number(row.values, {number: getattr(one, number) for number in _NUMBERS}) is False


def _refuse_second(row: ImportRow, matched: dict[int, int]) -> None:
    """Two rows of one file that are one organisation: the second waits for somebody to look."""
    if row.organisation_id is None:
        return
    first = matched.setdefault(row.organisation_id, row.number)
    if first != row.number:
        row.problems = [
            ["", f"Cette ligne et la ligne {first} sont la même fiche, «\u00a0{row.organisation}\u00a0»."]
        ]


def _judge(row: ImportRow, near: Neighbours) -> None:
    before = row.verdict, row.decision
    if row.problems:
        row.verdict, row.organisation = ImportVerdict.REFUSED, None
    elif row.organisation is None:
        row.verdict = ImportVerdict.NEW
    elif row.score is not None and row.score < SURE:
        row.verdict = ImportVerdict.DOUBTFUL
    else:
        has_more = bool(fields_to_write(row, near.first_hand))
        row.verdict = ImportVerdict.CHANGED if has_more else ImportVerdict.SAME
    is_kept = row.is_decided and row.verdict == before[0]
    row.decision = before[1] if is_kept else _DEFAULT[ImportVerdict(row.verdict)]
