"""Five reasons why a row holds no answer, kept apart from collection to publication."""

from dataclasses import dataclass
from enum import IntEnum

OBSERVED = 0
"""Status of a row that holds an answer, in `NumericColumn.status` and `MultipleColumn.status`."""

UINT16_OFFSET = 65_280
"""Added to a `MissingCode` in columns of type uint16: 250 becomes 65 530."""


class MissingCode(IntEnum):
    """Why a row holds no answer. Stored values: they never change meaning."""

    NOT_REACHED = 250
    """The person left before this question."""
    NOT_ASKED = 251
    """The route through the questionnaire did not show it."""
    NO_ANSWER = 252
    """It was shown and left blank."""
    DONT_KNOW = 253
    """The person said that they do not know."""
    REFUSED = 254
    """The person said that they do not wish to answer."""


MISSING_CODES: tuple[MissingCode, ...] = tuple(MissingCode)


@dataclass(frozen=True)
class MissingCounts:
    """How many rows of the domain hold no answer, by reason (unweighted)."""

    not_reached: int = 0
    not_asked: int = 0
    no_answer: int = 0
    dont_know: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        """All reasons together."""
        return sum(self.by_code().values())

    def by_code(self) -> dict[MissingCode, int]:
        """The five counts under their codes, in the order of the codes."""
        counts = (self.not_reached, self.not_asked, self.no_answer, self.dont_know, self.refused)
        return dict(zip(MISSING_CODES, counts, strict=True))
