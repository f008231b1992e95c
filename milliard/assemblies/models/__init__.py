"""Assemblies, attendance, resolutions, ballots, minutes, the floor."""

from milliard.assemblies.models.assemblies import AgendaItem, Assembly, CollegeSeries, RollEntry
from milliard.assemblies.models.attendance import (
    AttendanceMark,
    Proxy,
    is_present,
    last_mark,
    present_entries,
    represented_proxies,
)
from milliard.assemblies.models.ballots import (
    ConfidentialBallot,
    OpenBallot,
    PaperBallotCount,
    VotingRight,
)
from milliard.assemblies.models.floor import SpeakingRequest
from milliard.assemblies.models.minutes import MinutesLine
from milliard.assemblies.models.resolutions import MAX_CHOICES, Resolution, ResolutionChoice, VoteResult

__all__ = [
    "MAX_CHOICES",
    "AgendaItem",
    "Assembly",
    "AttendanceMark",
    "CollegeSeries",
    "ConfidentialBallot",
    "MinutesLine",
    "OpenBallot",
    "PaperBallotCount",
    "Proxy",
    "Resolution",
    "ResolutionChoice",
    "RollEntry",
    "SpeakingRequest",
    "VoteResult",
    "VotingRight",
    "is_present",
    "last_mark",
    "present_entries",
    "represented_proxies",
]
