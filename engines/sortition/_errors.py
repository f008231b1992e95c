"""What is refused: each fault has its place in a file and a French sentence ready to show."""

from collections.abc import Iterable
from dataclasses import dataclass

from french import typeset


@dataclass(frozen=True, slots=True, order=True)
class InputFault:
    """One thing that is wrong in a file given to the lottery."""

    file: str
    #: 1-based, as a text editor counts; 0 for the whole file.
    line: int
    message_fr: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message_fr}"


def fault(file: str, line: int, message_fr: str) -> InputFault:
    return InputFault(file, line, typeset(message_fr))


class SortitionError(ValueError):
    """Parent of every error this engine raises on purpose."""


class InputRefusedError(SortitionError):
    """The pool, the targets or what was asked cannot be used; carries every fault found."""

    def __init__(self, faults: Iterable[InputFault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(item) for item in self.faults))


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A target that has to give way, and how far: the least change, all targets together."""

    feature: str
    value: str
    line: int
    low: int
    high: int
    possible_low: int
    possible_high: int

    @property
    def message_fr(self) -> str:
        changes = []
        if self.possible_low != self.low:
            changes.append(f"minimum {self.low}, à baisser à {self.possible_low}")
        if self.possible_high != self.high:
            changes.append(f"maximum {self.high}, à relever à {self.possible_high}")
        return typeset(f"{self.feature} = {self.value} : {' ; '.join(changes)}")


class InfeasibleError(SortitionError):
    """No panel meets every target at once; carries the smallest relaxation that makes one possible.

    ``relaxations`` is empty when no change of targets would do: too few households for the seats.
    """

    def __init__(self, relaxations: Iterable[Relaxation], *, file: str) -> None:
        self.relaxations = tuple(relaxations)
        total = sum(
            item.low - item.possible_low + item.possible_high - item.high for item in self.relaxations
        )
        if self.relaxations:
            head = f"aucun panel n'atteint toutes les cibles ; le plus petit assouplissement : {total}"
        else:
            head = "aucun panel de cette taille : pas assez de foyers différents parmi les volontaires"
        found = [fault(file, 0, head)]
        found += [InputFault(file, item.line, item.message_fr) for item in self.relaxations]
        self.faults = tuple(found)
        super().__init__("\n".join(str(item) for item in found))
