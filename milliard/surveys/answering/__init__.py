"""Saving what respondents write. Everything that was acknowledged is committed; nothing is lost silently.

Saving never needs a section to be complete: required questions only hold back *finishing*. What cannot
be stored (not a number, not a choice, against a constraint) is not stored, and is reported beside the field;
the rest of the page is saved. A page opened before its questionnaire changed is saved by the
questions it showed: what they became, or set aside.

One page, in order: a `Submission` comes in, `start` finds the response it goes into, `form` reads it,
`verdict` judges it, `save` writes it and gives back what it did (`Saved`), `page` shows what comes next.
"""

from milliard.surveys.answering.finish import finish_response
from milliard.surveys.answering.form import Submission
from milliard.surveys.answering.save import Saved, save_section

__all__ = ["Saved", "Submission", "finish_response", "save_section"]
