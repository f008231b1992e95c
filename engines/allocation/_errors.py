"""What is refused: each fault has its place in a file and a French sentence ready to show."""

from collections.abc import Iterable
from dataclasses import dataclass

from french import typeset


@dataclass(frozen=True, slots=True, order=True)
class BudgetFault:
    """One thing that is wrong in a budget, or in the file it was read from."""

    file: str
    #: 1-based, as a text editor counts; 0 for the whole.
    line: int
    message_fr: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message_fr}"


def fault(file: str, line: int, message_fr: str) -> BudgetFault:
    return BudgetFault(file, line, typeset(message_fr))


class AllocationError(ValueError):
    """Parent of every error this engine raises on purpose."""


class BudgetRefusedError(AllocationError):
    """A budget, a file or a rule that cannot be used; carries every fault found."""

    def __init__(self, faults: Iterable[BudgetFault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(item) for item in self.faults))


class TooManyRunsError(AllocationError):
    """The step is so small beside the endowment that the rule would run for ever."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(typeset(f"plus de {most} relances : le pas est trop petit pour ce budget"))
