"""Communes as files write them: a postal code and a name, or one of them; a batch in one query."""

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from django.db.models import Q

from milliard.members.member_files import RowRead
from milliard.territories import search
from milliard.territories.countries import COUNTRIES
from milliard.territories.models import Commune

#: How near a misspelt name must be to the only ones of its postal code (0 to 1).
_NEAR = 0.8
_NOISE = frozenset({"cedex", "cdx"})


class UnknownPlace(ValueError):
    """The place is none, or several; ``field`` says which cell, the text what to write."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class CommunesOfRows:
    """Every commune that the rows of a batch may mean."""

    def __init__(self, rows: Iterable[RowRead]) -> None:
        said = [(_name(row.commune), row.postal_code) for row in rows if _is_in_france(row)]
        names, postals = {name for name, _ in said if name}, {postal for _, postal in said if postal}
        found = Commune.objects.current().filter(
            Q(search_name__in=names) | Q(postal_codes__has_any_keys=list(postals))
        )
        self._by_name: dict[str, list[Commune]] = defaultdict(list)
        self._by_postal: dict[str, list[Commune]] = defaultdict(list)
        for commune in found:
            self._by_name[commune.search_name].append(commune)
            for postal in commune.postal_codes:
                self._by_postal[postal].append(commune)

    def place_of(self, row: RowRead) -> tuple[Commune | None, str]:
        """The commune, when the file says one, and the country. Raises `UnknownPlace`."""
        country = _country(row)
        return (None if country != "FR" else self._commune(row)), country

    def _commune(self, row: RowRead) -> Commune | None:
        name, postal = _name(row.commune), row.postal_code
        if not name and not postal:
            return None
        named, there = self._by_name.get(name, []), self._by_postal.get(postal, [])
        both = [commune for commune in named if postal in commune.postal_codes]
        near = [commune for commune in named if commune.department_id == _department(postal)]
        alike = [commune for commune in there if _is_near(commune.search_name, name)]
        for found in (both, near if name and postal else [], alike if name else []):
            if len(found) == 1:
                return found[0]
        if not name and len(there) == 1:
            return there[0]
        if not postal and len(named) == 1:
            return named[0]
        raise self._question(row, named, there)

    def _question(self, row: RowRead, named: list[Commune], there: list[Commune]) -> UnknownPlace:
        if not row.postal_code:
            if named:
                return UnknownPlace(
                    "commune", "Plusieurs communes portent ce nom\u00a0: ajoutez le code postal."
                )
            return UnknownPlace("commune", "Aucune commune ne porte ce nom\u00a0: vérifiez-le.")
        if there:
            known = ", ".join(sorted(commune.name for commune in there)[:6])
            return UnknownPlace(
                "commune", f"Communes de ce code postal\u00a0: {known}. Écrivez l’une d’elles."
            )
        return UnknownPlace(
            "postal_code", "Ce code postal n’est celui d’aucune commune\u00a0: corrigez-le, ou dites le pays."
        )


def _is_in_france(row: RowRead) -> bool:
    return _COUNTRY_CODES.get(search.plain(row.country), row.country.upper()) in ("", "FR")


def _country(row: RowRead) -> str:
    said = search.plain(row.country)
    if not said:
        return "FR"
    code = _COUNTRY_CODES.get(said)
    if code is None:
        raise UnknownPlace(
            "country", "Ce pays n’est pas connu\u00a0: écrivez son nom en français, ou FR, BE, CH…"
        )
    return code


_COUNTRY_CODES = {search.plain(name): code for code, name in COUNTRIES.items()} | {
    **{code.lower(): code for code in COUNTRIES},
    "fra": "FR",
    "france metropolitaine": "FR",
}


def _name(text: str) -> str:
    """«LYON CEDEX 03» is «lyon»; «Paris 11e» keeps its number, as districts do."""
    words = search.plain(text).split()
    for place, word in enumerate(words):
        if word in _NOISE:
            return " ".join(words[:place])
    return " ".join(words)


def _department(postal: str) -> str:
    return postal[:3] if postal.startswith(("97", "98")) else postal[:2]


def _is_near(known: str, said: str) -> bool:
    return SequenceMatcher(None, known, said).ratio() >= _NEAR
