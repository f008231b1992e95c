"""Pages of questionnaires. Respondents' pages use no session: a cookie per collection, see `visits`."""

from milliard.surveys.views.extras import attachment, erase, leave, link, printable
from milliard.surveys.views.finishing import receipt, review
from milliard.surveys.views.keys import invitation, resume
from milliard.surveys.views.landing import index, landing
from milliard.surveys.views.organising import paper, preview
from milliard.surveys.views.sections import section
from milliard.surveys.views.team import team

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
