"""Fields of a JSON object, asked for one at a time: what is wrong, missing or unknown is told by its path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

_FRACTION = re.compile(r"([0-9]{1,12})(?:/([0-9]{1,12}))?")
_LARGEST = 10**15
_MOST_ITEMS = 1_000_000

E = TypeVar("E", bound=Enum)
T = TypeVar("T")


class JsonFields:
    """One object of a file; a wrong field gives its default, and a fault."""

    def __init__(self, content: Any, path: str, faults: list[str]) -> None:
        self._path, self._faults = path, faults
        self._content: dict[str, Any] = content if isinstance(content, dict) else {}
        self._asked: set[str] = set()
        if not isinstance(content, dict):
            self._wrong("", "un objet", None)

    def has(self, name: str) -> bool:
        return name in self._content

    def text(self, name: str, default: str | None = None) -> str:
        value = self._get(name, default)
        if isinstance(value, str) and (value or default == ""):
            return value
        return self._wrong(name, "un texte", "")

    def whole(self, name: str, default: int | None = None) -> int:
        value = self._get(name, default)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST:
            return value
        return self._wrong(name, "un nombre entier", 0)

    def whole_or_none(self, name: str) -> int | None:
        """A whole number, or None where the field is absent."""
        return self.whole(name) if self.has(name) else None

    def flag(self, name: str, default: bool) -> bool:
        value = self._get(name, default)
        return value if isinstance(value, bool) else self._wrong(name, "true ou false", default)

    def fraction(self, name: str, default: str | None = None) -> Fraction:
        value = self._get(name, default)
        found = _FRACTION.fullmatch(value) if isinstance(value, str) else None
        if found and int(found[2] or 1):
            return Fraction(int(found[1]), int(found[2] or 1))
        return self._wrong(name, 'une fraction comme "2/3"', Fraction(0))

    def choice(self, name: str, default: E) -> E:
        value = self._get(name, default.value)
        for member in type(default):
            if member.value == value:
                return member
        known = ", ".join(str(member.value) for member in type(default))
        return self._wrong(name, f"un de {known}", default)

    def texts(self, name: str, default: list[str] | None = None) -> tuple[str, ...]:
        value = self._list(name, default)
        if all(isinstance(item, str) and item for item in value):
            return tuple(value)
        return self._wrong(name, "une liste de textes", ())

    def wholes(self, name: str) -> tuple[int, ...]:
        value = self._list(name, None)
        if all(isinstance(item, int) and not isinstance(item, bool) for item in value):
            return tuple(value)
        return self._wrong(name, "une liste de nombres entiers", ())

    def groups(self, name: str) -> tuple[tuple[str, ...], ...]:
        """A list whose items are a text, or a list of texts held equal."""
        found = []
        for item in self._list(name, None):
            group = [item] if isinstance(item, str) else item
            if not isinstance(group, list) or not all(isinstance(one, str) and one for one in group):
                return self._wrong(name, "une liste de textes ou de listes de textes", ())
            found.append(tuple(group))
        return tuple(found)

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """An object of texts, as pairs."""
        value = self._get(name, {})
        if isinstance(value, dict) and all(isinstance(item, str) and item for item in value.values()):
            return tuple(value.items())
        return self._wrong(name, "un objet de textes", ())

    def objects(self, name: str, *, is_optional: bool = False) -> Iterator[JsonFields]:
        for number, item in enumerate(self._list(name, [] if is_optional else None)):
            fields = JsonFields(item, f"{self._at(name)}[{number}]", self._faults)
            yield fields
            fields.end()

    def end(self) -> None:
        """Tell the fields that nobody asked for."""
        self._faults += [
            f"{self._at(name)} : champ inconnu" for name in sorted(set(self._content) - self._asked)
        ]

    def _list(self, name: str, default: list[Any] | None) -> list[Any]:
        value = self._get(name, default)
        if isinstance(value, list) and len(value) <= _MOST_ITEMS:
            return value
        return self._wrong(name, "une liste", [])

    def _get(self, name: str, default: Any) -> Any:
        self._asked.add(name)
        return self._content.get(name, default)

    def _at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path and name else self._path or name

    def _wrong(self, name: str, expected: str, default: T) -> T:
        self._faults.append(f"{self._at(name) or 'le fichier'} : attendu : {expected}")
        return default
