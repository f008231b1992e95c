"""A section made ready for its page: what templates show, without a rule or a query of their own."""

from milliard.surveys.answering.page.blank_rows import with_blank_rows
from milliard.surveys.answering.page.communes import commune_labels, communes_answered
from milliard.surveys.answering.page.differences import changed_items
from milliard.surveys.answering.page.items import ShownConflict, ShownGroup, ShownQuestion, ShownSection
from milliard.surveys.answering.page.record import SectionPage
from milliard.surveys.answering.page.section import show_section

__all__ = [
    "SectionPage",
    "ShownConflict",
    "ShownGroup",
    "ShownQuestion",
    "ShownSection",
    "changed_items",
    "commune_labels",
    "communes_answered",
    "show_section",
    "with_blank_rows",
]
