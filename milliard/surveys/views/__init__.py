"""Pages of questionnaires. Respondents' pages use no session: a cookie per collection, see `visits`."""

from milliard.surveys.views.contributors import team
from milliard.surveys.views.extras import attachment, erase, leave, link, printable
from milliard.surveys.views.finish import receipt, review
from milliard.surveys.views.landing import index, landing
from milliard.surveys.views.links import invitation, resume
from milliard.surveys.views.organising import paper, preview
from milliard.surveys.views.sections import section

__all__ = [
    "attachment",
    "erase",
    "index",
    "invitation",
    "landing",
    "leave",
    "link",
    "paper",
    "preview",
    "printable",
    "receipt",
    "resume",
    "review",
    "section",
    "team",
]
