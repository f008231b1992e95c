"""What is refused, in French sentences ready to show."""

from collections.abc import Iterable

from french import typeset


class CountingError(ValueError):
    """Parent of every error this engine raises on purpose."""


class CountRefusedError(CountingError):
    """Numbers, ballots or a rule that cannot be counted; carries every fault found."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(dict.fromkeys(typeset(item) for item in faults))
        super().__init__("\n".join(self.faults))


class TieUnresolvedError(CountingError):
    """A tie that only a draw can part, and no seed was given."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(sorted(names))
        super().__init__(typeset(f"égalité à départager par un tirage : {', '.join(self.names)}"))


def refuse(faults: Iterable[str]) -> None:
    found = tuple(faults)
    if found:
        raise CountRefusedError(found[:100])
