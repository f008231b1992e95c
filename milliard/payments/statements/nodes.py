"""A small part of an XML file, with the line of each element; namespaces are left aside."""

from collections.abc import Iterator


class Node:
    """An element, its text, the elements below it."""

    __slots__ = ("below", "currency", "line", "name", "text")

    def __init__(self, name: str, line: int, currency: str = "") -> None:
        self.name, self.line, self.currency = name, line, currency
        self.text = ""
        self.below: list[Node] = []

    def all(self, *path: str) -> Iterator["Node"]:
        """Every element at the end of a path of names."""
        first, *others = path
        for node in self.below:
            if node.name == first:
                if others:
                    yield from node.all(*others)
                else:
                    yield node

    def first(self, *path: str) -> "Node | None":
        """The first of them."""
        return next(self.all(*path), None)

    def text_of(self, *path: str) -> str:
        """Its text, "" when there is none."""
        node = self.first(*path)
        return node.text.strip() if node else ""

    def first_text(self, *paths: tuple[str, ...]) -> str:
        """The first text that one of the paths leads to."""
        return next((text for path in paths if (text := self.text_of(*path))), "")
