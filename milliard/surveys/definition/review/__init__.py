"""Helping an author before anyone answers: remarks on the wording, and an estimate of the time."""

from milliard.surveys.definition.review.duration import Estimate, SectionEstimate, estimate_minutes
from milliard.surveys.definition.review.wording import Remark, RemarkCode, review

__all__ = ["Estimate", "Remark", "RemarkCode", "SectionEstimate", "estimate_minutes", "review"]
