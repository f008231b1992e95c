"""Help for an author before anyone answers: remarks on the wording, and an estimate of the time."""

from engines.questionnaire.review.duration import DurationEstimate, SectionEstimate, estimate_minutes
from engines.questionnaire.review.wording import Remark, RemarkCode, review

__all__ = [
    "DurationEstimate",
    "Remark",
    "RemarkCode",
    "SectionEstimate",
    "estimate_minutes",
    "review",
]
