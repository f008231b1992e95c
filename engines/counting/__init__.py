"""What turns ballots or sums into a decision, with the arithmetic to show.

Owns: motions, quorums, colleges, seats with parity and caps, majority judgment, Schulze, the single
transferable vote, the order of amendments, budgets from sums. Promises: whole numbers and exact fractions
only; each result carries the comparisons or steps that lead to it; what parts a tie is named, or the tie is
told; no chance but a published seed. Refuses: a count that cannot be (more ballots than people), a vote out
of its order, to break a tie that nobody said how to break. See docs/explanation/counting.md.
"""

from engines.counting._amendments import (
    AmendmentFate,
    AmendmentsState,
    NextVote,
    ProposedAmendment,
    amendments_state,
    voting_order,
)
from engines.counting._bounds import CountedCandidate, SeatBound
from engines.counting._colleges import (
    CollegeCount,
    CollegePart,
    CollegesResult,
    EachCollegeResult,
    EmptyCollege,
    combine_colleges,
    require_each_college,
)
from engines.counting._drawing import CountTie, TieRecord, draw_order
from engines.counting._errors import CountingError, CountRefusedError, TieUnresolvedError
from engines.counting._judgment import (
    GradeCounts,
    JudgedProposal,
    JudgmentDuel,
    JudgmentResult,
    MeritGrade,
    MissingGrades,
    judge,
)
from engines.counting._motions import (
    LevelRule,
    MotionBase,
    MotionCount,
    MotionResult,
    MotionRule,
    MotionVerdict,
    decide_motion,
)
from engines.counting._quorums import QuorumCounts, QuorumResult, QuorumRule, check_quorum
from engines.counting._reading import decide
from engines.counting._report import ENGINE_NAME, ENGINE_VERSION, count_json, digest_count
from engines.counting._schulze import PreferenceBallot, SchulzeResult, rank_by_schulze
from engines.counting._seats import (
    SeatsResult,
    SeatStep,
    SeatVerdict,
    UnfillableSeatsError,
    choose_seats,
    parity,
)
from engines.counting._stv import (
    UNIT,
    RankedBallot,
    StvAction,
    StvResult,
    StvStage,
    TransferredParcel,
    count_stv,
)
from engines.counting._sums import SummedProject, SummedStep, SummedVerdict, SumsResult, fund_by_sums
from engines.counting._thresholds import MAJORITY, ShareComparison, Threshold

__all__ = [
    "ENGINE_NAME",
    "ENGINE_VERSION",
    "MAJORITY",
    "UNIT",
    "AmendmentFate",
    "AmendmentsState",
    "CollegeCount",
    "CollegePart",
    "CollegesResult",
    "CountRefusedError",
    "CountTie",
    "CountedCandidate",
    "CountingError",
    "EachCollegeResult",
    "EmptyCollege",
    "GradeCounts",
    "JudgedProposal",
    "JudgmentDuel",
    "JudgmentResult",
    "LevelRule",
    "MeritGrade",
    "MissingGrades",
    "MotionBase",
    "MotionCount",
    "MotionResult",
    "MotionRule",
    "MotionVerdict",
    "NextVote",
    "PreferenceBallot",
    "ProposedAmendment",
    "QuorumCounts",
    "QuorumResult",
    "QuorumRule",
    "RankedBallot",
    "SchulzeResult",
    "SeatBound",
    "SeatStep",
    "SeatVerdict",
    "SeatsResult",
    "ShareComparison",
    "StvAction",
    "StvResult",
    "StvStage",
    "SummedProject",
    "SummedStep",
    "SummedVerdict",
    "SumsResult",
    "Threshold",
    "TieRecord",
    "TieUnresolvedError",
    "TransferredParcel",
    "UnfillableSeatsError",
    "amendments_state",
    "check_quorum",
    "choose_seats",
    "combine_colleges",
    "count_json",
    "count_stv",
    "decide",
    "decide_motion",
    "digest_count",
    "draw_order",
    "fund_by_sums",
    "judge",
    "parity",
    "rank_by_schulze",
    "require_each_college",
    "voting_order",
]
