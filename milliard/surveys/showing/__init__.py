"""A section made ready for its page: what templates show, without a rule or a query of their own."""

from milliard.surveys.showing.build import Showing, show_section
from milliard.surveys.showing.changes import changed_items
from milliard.surveys.showing.items import ShownConflict, ShownGroup, ShownQuestion, ShownSection
from milliard.surveys.showing.rows import with_blank_rows

__all__ = [
    "Showing",
    "ShownConflict",
    "ShownGroup",
    "ShownQuestion",
    "ShownSection",
    "changed_items",
    "show_section",
    "with_blank_rows",
]
