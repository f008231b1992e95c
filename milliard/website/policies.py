"""Who may do what on the site. Pages themselves follow Wagtail's permissions, given to groups."""

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.policies import Person, holds
from milliard.website.models import StudyIndexPage


def can_publish_study(user: User, parent: Page) -> bool:
    """Whether ``user`` may publish under ``parent``."""
    return bool(parent.permissions_for_user(user).can_publish_subpage())


def can_write_studies(user: User | AnonymousUser) -> bool:
    """Whether ``user`` may add a study somewhere: codebooks are then theirs to read."""
    return any(page.permissions_for_user(user).can_add_subpage() for page in StudyIndexPage.objects.all())


def can_read_messages(person: Person) -> bool:
    """What people write to the movement: organisers and administrators."""
    return holds(person, Role.ORGANISER, Role.ADMIN)


def can_write_to_us(person: Person) -> bool:
    """Write to the movement from the site: anybody, but an account that was closed."""
    return not person.is_authenticated or person.is_active
