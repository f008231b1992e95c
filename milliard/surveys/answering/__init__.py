"""Saving what respondents say. Everything that was acknowledged is committed; nothing is lost silently.

Saving never needs a section to be complete: required questions only hold back *finishing*. What cannot
be stored (not a number, not a choice, against a constraint) is not stored, and is said beside the field;
the rest of the page is saved all the same. A page opened before its questionnaire changed is saved by the
questions it showed: what they became, or apart.
"""

from milliard.surveys.answering.communes import find_commune
from milliard.surveys.answering.finish import finish_response
from milliard.surveys.answering.outcome import Conflict, Saved
from milliard.surveys.answering.save import save_section

__all__ = ["Conflict", "Saved", "find_commune", "finish_response", "save_section"]
