"""The communes of a whole file in two queries: by INSEE code, or by name and postal code or department."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from milliard.organisations.imports.cells import NotAValue
from milliard.territories.models import Commune
from milliard.territories.search import Wanted, read


@dataclass(frozen=True, slots=True)
class CommuneSaid:
    """What a row says of its commune: the text of up to three columns."""

    name: str = ""
    code: str = ""
    postal: str = ""

    @property
    def is_said(self) -> bool:
        return bool(self.name or self.code)

    def wanted(self) -> Wanted:
        """What the name says, its «Cedex» left out."""
        return read(self.name.upper().partition(" CEDEX")[0])


@dataclass(slots=True)
class CommuneBook:
    """The communes that a file's rows may mean."""

    by_code: dict[str, Commune] = field(default_factory=dict)
    by_name: dict[str, list[Commune]] = field(default_factory=dict)

    @classmethod
    def of(cls, places: Iterable[CommuneSaid]) -> "CommuneBook":
        """Read them all at once; communes that left the code too, to say so."""
        asked = [(place, place.wanted()) for place in places if place.is_said]
        codes = {_code(place.code) for place, _ in asked} | {wanted.code for _, wanted in asked}
        names = {wanted.name for _, wanted in asked} - {""}
        book = cls({one.code: one for one in Commune.objects.filter(code__in=codes - {""})})
        for commune in Commune.objects.filter(search_name__in=names):
            book.by_name.setdefault(commune.search_name, []).append(commune)
        return book

    def find(self, place: CommuneSaid) -> str:
        """The code of the commune. Raises `NotAValue`."""
        if place.code:
            return self._by_code(_code(place.code), place.code)
        wanted = place.wanted()
        if wanted.code and not wanted.name and not wanted.postal:
            return self._by_code(wanted.code, place.name)
        postal = place.postal or wanted.postal
        named = self.by_name.get(wanted.name, [])
        found = [one for one in named if one.is_current and _fits(one, wanted.department, postal)]
        if len(found) == 1:
            return found[0].code
        raise NotAValue(_why(place.name, found or named, postal))

    def _by_code(self, code: str, typed: str) -> str:
        commune = self.by_code.get(code)
        if commune is None:
            raise NotAValue(f"«\u00a0{typed}\u00a0» n’est le code INSEE d’aucune commune.")
        if not commune.is_current:
            raise NotAValue(_gone(commune))
        return commune.code


def _code(text: str) -> str:
    """A code with the zero a spreadsheet took off."""
    code = text.strip().upper()
    return code.zfill(5) if code.isdigit() else code


def _fits(commune: Commune, department: str, postal: str) -> bool:
    is_there = not department or commune.department_id == department
    return is_there and (not postal or postal.zfill(5) in commune.postal_codes)


def _gone(commune: Commune) -> str:
    return (
        f"{commune.label} n’existe plus\u00a0: elle a fusionné avec une autre."
        " Écrivez le nom de la commune nouvelle."
    )


def _why(name: str, found: list[Commune], postal: str) -> str:
    current = [one for one in found if one.is_current]
    if len(current) > 1:
        return f"Plusieurs communes s’appellent «\u00a0{name}\u00a0»\u00a0: ajoutez le code INSEE ou postal."
    if current:
        return f"«\u00a0{name}\u00a0» n’a pas le code postal {postal}\u00a0: l’un des deux est faux."
    if found:
        return _gone(found[0])
    return f"Aucune commune ne s’appelle «\u00a0{name}\u00a0»\u00a0: vérifiez-la, ou ajoutez son code INSEE."
