"""Pages of questionnaires. Respondents' pages use no session: a cookie per collection, see `visits`."""

from milliard.surveys.views.attachment import attachment
from milliard.surveys.views.card import card
from milliard.surveys.views.contributors import contributors
from milliard.surveys.views.erasure import erase
from milliard.surveys.views.landing import index, landing
from milliard.surveys.views.links import invitation, resume, unwanted
from milliard.surveys.views.paper import paper
from milliard.surveys.views.preview import preview
from milliard.surveys.views.printable import printable
from milliard.surveys.views.receipt import receipt
from milliard.surveys.views.receipt_files import receipt_pdf
from milliard.surveys.views.review import review
from milliard.surveys.views.sections import section
from milliard.surveys.views.way_back import leave, link

__all__ = [
    "attachment",
    "card",
    "contributors",
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
    "receipt_pdf",
    "resume",
    "review",
    "section",
    "unwanted",
]
