"""Who may do what on the site. Pages themselves follow Wagtail's permissions, given to groups."""

from wagtail.models import Page

from milliard.members.models import User


def can_publish_study(user: User | None, parent: Page) -> bool:
    """Whether ``user`` may publish under ``parent``; the platform itself (None) may."""
    if user is None:
        return True
    return bool(parent.permissions_for_user(user).can_publish_subpage())
