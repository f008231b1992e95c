"""Help for an author before anyone answers: remarks on the wording, and an estimate of the time."""

from engines.questionnaire.review.duration import DurationEstimate, SectionEstimate, estimate_minutes
from engines.questionnaire.review.wording import Remark, RemarkCode, review

Estimate = DurationEstimate  # the old name: goes when its callers have followed

__all__ = [
    "DurationEstimate",
    "Estimate",
    "Remark",
    "RemarkCode",
    "SectionEstimate",
    "estimate_minutes",
    "review",
]
