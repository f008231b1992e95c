"""Series of secret votes, and the elections held in them."""

from milliard.elections.models.elections import (
    MOST_APPROVALS,
    ArchivePiece,
    BoardTip,
    CheckedSlice,
    PartialCount,
    SecretElection,
)
from milliard.elections.models.series import (
    MOST_TRUSTEES,
    SPARES,
    CeremonyMessage,
    CeremonyRun,
    ElectionSeries,
    Observer,
    SeriesTrustee,
    SeriesVoter,
    SpareElection,
)

__all__ = [
    "MOST_APPROVALS",
    "MOST_TRUSTEES",
    "SPARES",
    "ArchivePiece",
    "BoardTip",
    "CeremonyMessage",
    "CeremonyRun",
    "CheckedSlice",
    "ElectionSeries",
    "Observer",
    "PartialCount",
    "SecretElection",
    "SeriesTrustee",
    "SeriesVoter",
    "SpareElection",
]
