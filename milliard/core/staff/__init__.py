"""The back office: what an app declares about its screens, and the pieces that screens of their own share.

`StaffViewSet` stands on Wagtail's: a list (keyset, filters, export, cards at a phone's width), the screen of
one object, acts («here is what will happen», confirm, done), a menu entry, the way from the journal. A form
is bound to a service and saves nothing itself. `register_staff` puts an app's screens in place.
"""

from milliard.core.staff.acts import Act
from milliard.core.staff.forms import attempt, form_screen, posted, posted_files, press, status_of
from milliard.core.staff.lists import ArchiveFilter, SearchFilter, export, listing
from milliard.core.staff.menu import register_menu_entry
from milliard.core.staff.panels import StaffPanel, journal_of, panels_of
from milliard.core.staff.registration import register_staff
from milliard.core.staff.screens import Crumb, show
from milliard.core.staff.viewsets import StaffViewSet

__all__ = [
    "Act",
    "ArchiveFilter",
    "Crumb",
    "SearchFilter",
    "StaffPanel",
    "StaffViewSet",
    "attempt",
    "export",
    "form_screen",
    "journal_of",
    "listing",
    "panels_of",
    "posted",
    "posted_files",
    "press",
    "register_menu_entry",
    "register_staff",
    "show",
    "status_of",
]
