"""The way from an object to the team's screen of it, for apps that know no screen."""

from django.db.models import Model
from wagtail.admin.admin_url_finder import AdminURLFinder

#: Where the back office is.
ADMIN_PREFIX = "/gestion/"


def screen_url(item: Model) -> str:
    """Where the team sees ``item``, whichever app put the screen in place; "" when none did."""
    return AdminURLFinder().get_edit_url(item) or ""
