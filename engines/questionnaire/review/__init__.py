"""Helping an author before anyone answers: remarks on the wording, and an estimate of the time."""

from engines.questionnaire.review.duration import Estimate, SectionEstimate, estimate_minutes
from engines.questionnaire.review.wording import Remark, RemarkCode, review

__all__ = ["Estimate", "Remark", "RemarkCode", "SectionEstimate", "estimate_minutes", "review"]
