"""Minutes of assemblies: a chain of acts, and every vote counted again from its ballots.

Owns: canonical JSON, the digest of each line, what was voted on, figures of a vote by any method. Promises:
the platform and whoever verifies count by the same function; a change of one character is found at its
line. Refuses: to count ballots that are not those of the closing; to tell who cast a confidential one.
It composes `counting` and `allocation`: see docs/decisions/0024-minutes-compose-engines.md.
"""

from engines.minutes._chain import ChainLine, canonical, digest_of, line_digest
from engines.minutes._colleges import CollegeVote, count_colleges
from engines.minutes._counting import LEAST_BALLOTS, VoteCount, count_ballots
from engines.minutes._questions import Attending, VotedBallots, VotedQuestion, read_ballots, read_question
from engines.minutes._sums import MOTION_ANSWERS, count_sums
from engines.minutes._verification import (
    FORMAT,
    BrokenBy,
    BrokenMinutes,
    ballots_digest,
    is_hidden,
    verify,
)

ENGINE_NAME = "minutes"
ENGINE_VERSION = "1.0"

__all__ = [
    "ENGINE_NAME",
    "ENGINE_VERSION",
    "FORMAT",
    "LEAST_BALLOTS",
    "MOTION_ANSWERS",
    "Attending",
    "BrokenBy",
    "BrokenMinutes",
    "ChainLine",
    "CollegeVote",
    "VoteCount",
    "VotedBallots",
    "VotedQuestion",
    "ballots_digest",
    "canonical",
    "count_ballots",
    "count_colleges",
    "count_sums",
    "digest_of",
    "is_hidden",
    "line_digest",
    "read_ballots",
    "read_question",
    "verify",
]
