"""Who is to be invited, in a list or a table that somebody made: which column is what, which rows are wrong.

Pure: nothing is looked up, nothing written. A row that cannot be read is told at its line, and the others are
still proposed.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from milliard.core.addresses import (
    MAX_ADDRESSES,
    AddressError,
    bare_address,
    find_addresses,
    is_address,
)
from milliard.core.received_tables import Row, TableRefused, TableWords, neutral, plain_words, read_csv_rows
from milliard.surveys.invited_person import InvitedPerson

_LENGTHS = {"given_name": 80, "family_name": 80, "organisation": 200}
_MAIL = r"(?:e ?mails?|courriels?|mails?|mel|courrier electronique)"
_GROUP = r"(?:structure|organisation|organisme|association|entreprise|societe|etablissement|cooperative)"
#: Field -> what its title looks like, as `plain_words` writes it.
_TITLES: Mapping[str, re.Pattern[str]] = {
    "email": re.compile(rf"(?:adresse )?(?:de )?{_MAIL}(?: .*)?|adresse electronique"),
    "given_name": re.compile(r"prenoms?(?: .*)?|(?:first|given) ?name"),
    "organisation": re.compile(rf"(?:nom (?:de (?:la |l )?|du )?)?{_GROUP}s?(?: .*)?|raison sociale"),
    "family_name": re.compile(
        r"noms?(?: de famille| d usage| de la personne| du contact)?|(?:last|family|sur) ?name"
    ),
}
_TABLE = TableWords(
    titles=re.compile(""),
    max_rows=MAX_ADDRESSES + 100,
    too_many="Plus de 20\u202f000 lignes\u00a0: partagez cette liste en plusieurs.",
    no_table="Ce fichier n’est pas du texte. Enregistrez-le en CSV.",
)
_TOO_MANY = "Plus de 20\u202f000 adresses\u00a0: partagez cette liste en plusieurs."
_EMPTY, _NO_ADDRESS = "Pas d’adresse sur cette ligne.", "Ce n’est pas une adresse e-mail."


@dataclass(frozen=True, slots=True)
class InvitationFile:
    """What was read. A plain list has no column.

    ``titles``: of each column, made up where the file has none. ``places``: field -> its column, from 0.
    ``repeated``: addresses that come again, with the line of the second time.
    """

    people: list[InvitedPerson]
    problems: list[AddressError]
    repeated: list[InvitedPerson] = field(default_factory=list)
    titles: tuple[str, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    has_titles: bool = False


def read_invitation_file(data: bytes, places: Mapping[str, int] | None = None) -> InvitationFile:
    """Read a list of addresses or a table, in any usual encoding and separator.

    places: the columns, when a person said them. Raises `TableRefused`.
    """
    rows, encoding, _ = read_csv_rows(data, _TABLE)
    if _is_list(rows):
        found, problems = find_addresses(data.decode(encoding))
        people = [InvitedPerson(address, line=line) for line, address in found]
        return _without_repeats(InvitationFile(people, problems))
    head = _place_of_titles(rows)
    titles = rows[head][1] if head is not None else []
    body = rows[head + 1 :] if head is not None else rows
    if places is None or "email" not in places:
        places = _found_places(titles, body)
    people, problems = _people(body, places)
    width = max(len(cells) for _, cells in rows)
    return _without_repeats(
        InvitationFile(people, problems, [], _shown_titles(titles, body, width), places, head is not None)
    )


def _is_list(rows: Sequence[Row]) -> bool:
    """One cell a line, or addresses in every cell of the lines that have several."""
    several = [cells for _, cells in rows if sum(bool(cell.strip()) for cell in cells) > 1]
    if not several:
        return True
    return any("@" in cell for cell in rows[0][1]) and all(_is_all_addresses(cells) for cells in several)


def _is_all_addresses(cells: Sequence[str]) -> bool:
    return all("@" in cell for cell in cells if cell.strip())


def _place_of_titles(rows: Sequence[Row]) -> int | None:
    """The first line of titles above the first address; none when there is none."""
    for place, (_, cells) in enumerate(rows[:60]):
        if any(is_address(bare_address(cell)) for cell in cells):
            return None
        if _names_columns(cells):
            return place
    return None


def _names_columns(cells: Sequence[str]) -> bool:
    """Enough to be a line of titles: one names the address, or two name something."""
    named = [_field_of(cell) for cell in cells]
    return "email" in named or len(set(filter(None, named))) > 1


def _field_of(title: str) -> str | None:
    plain = plain_words(title)
    return next((name for name, pattern in _TITLES.items() if pattern.fullmatch(plain)), None)


def _found_places(titles: Sequence[str], body: Sequence[Row]) -> dict[str, int]:
    """Addresses where most cells are some, a title deciding between two; the others by their titles."""
    named: dict[str, list[int]] = {}
    for place, title in enumerate(titles):
        if (name := _field_of(title)) is not None:
            named.setdefault(name, []).append(place)
    counts = Counter(
        place for _, cells in body for place, cell in enumerate(cells) if is_address(bare_address(cell))
    )
    mails = named.get("email", [])
    best = max(counts, key=lambda place: (place in mails, counts[place], -place), default=None)
    found = {name: places[0] for name, places in named.items() if name != "email"}
    if best is None:
        best = mails[0] if mails else 0
    return {"email": best, **{name: place for name, place in found.items() if place != best}}


def _people(body: Sequence[Row], places: Mapping[str, int]) -> tuple[list[InvitedPerson], list[AddressError]]:
    people, problems = [], []
    for line, cells in body:
        text = _cell(cells, places["email"])
        address = bare_address(text)
        if is_address(address):
            words = {
                name: _words(_cell(cells, places[name]), length)
                for name, length in _LENGTHS.items()
                if name in places
            }
            people.append(InvitedPerson(address, line=line, **words))
        else:
            shown = text.strip() or " · ".join(cell.strip() for cell in cells if cell.strip())
            problems.append(AddressError(line, shown[:120], _NO_ADDRESS if text.strip() else _EMPTY))
    return people, problems


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _words(cell: str, length: int) -> str:
    """A name as a mail may write it: one line, printable, no formula of a spreadsheet."""
    text = " ".join(neutral(cell).split())
    return "".join(letter for letter in text if letter.isprintable())[:length].strip()


def _shown_titles(titles: Sequence[str], body: Sequence[Row], width: int) -> tuple[str, ...]:
    """What a column is called, or what its first cell holds."""
    first = body[0][1] if body else []
    return tuple(
        " ".join(_cell(titles, place).split())[:60]
        or f"Colonne {place + 1} («\u00a0{_cell(first, place).strip()[:40]}\u00a0»)"
        for place in range(width)
    )


def _without_repeats(file: InvitationFile) -> InvitationFile:
    first: dict[str, InvitedPerson] = {}
    for person in file.people:
        if first.setdefault(person.email, person) is not person:
            file.repeated.append(person)
    if len(first) > MAX_ADDRESSES:  # a line may hold several
        raise TableRefused(0, _TOO_MANY)
    return InvitationFile(
        list(first.values()), file.problems, file.repeated, file.titles, file.places, file.has_titles
    )
