"""A small part of an XML file, with the line of each element; namespaces are left aside."""


class Node:
    """An element, its text, the elements below it."""

    __slots__ = ("below", "currency", "line", "name", "text")

    def __init__(self, name: str, line: int, currency: str = "") -> None:
        self.name, self.line, self.currency = name, line, currency
        self.text = ""
        self.below: list[Node] = []

    def all(self, *path: str) -> list["Node"]:
        """Every element at the end of a path of names."""
        found = [self]
        for name in path:
            found = [node for above in found for node in above.below if node.name == name]
        return found

    def first(self, *path: str) -> "Node | None":
        """The first, each name's first being followed."""
        here = self
        for name in path:
            for node in here.below:
                if node.name == name:
                    here = node
                    break
            else:
                return None
        return here

    def text_of(self, *path: str) -> str:
        """Its text, "" when there is none."""
        node = self.first(*path)
        return node.text.strip() if node is not None else ""

    def first_text(self, *paths: tuple[str, ...]) -> str:
        """The first text that one of the paths leads to."""
        return next((text for path in paths if (text := self.text_of(*path))), "")
