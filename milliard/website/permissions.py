"""Who writes and publishes which pages: organisers and administrators the whole site, analysts the studies.

Rights start at the home page, not at the root of Wagtail's tree: the explorer then opens on the site, and no
technical page is in the way. Why an analyst publishes: docs/decisions/0013-who-publishes-studies.md.
"""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from milliard.accounts.enums import Role
from milliard.accounts.permissions import group_name, is_last
from milliard.accounts.policies import Person, holds
from milliard.website.models import HomePage, StudyIndexPage

#: Pages a role writes and publishes, with all that is below them.
PAGES: dict[Role, type[Page]] = {
    Role.ORGANISER: HomePage,
    Role.ADMIN: HomePage,
    Role.ANALYST: StudyIndexPage,
}
_ACTIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")


def writes_studies(person: Person) -> bool:
    """Write and publish studies."""
    return holds(person, *PAGES)


def writes_pages(person: Person) -> bool:
    """Write and publish every page of the site."""
    return holds(person, *(role for role, page in PAGES.items() if page is HomePage))


def sync_page_rights() -> None:
    """Give each group exactly its pages. Safe to run again."""
    actions = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=_ACTIONS)
    for role, model in PAGES.items():
        group, _ = Group.objects.get_or_create(name=group_name(role))
        wanted = {
            (page, action.pk) for page in model.objects.values_list("pk", flat=True) for action in actions
        }
        held = {
            (right.page_id, right.permission_id): right
            for right in GroupPagePermission.objects.filter(group=group)
        }
        for key in held.keys() - wanted:
            held[key].delete()
        for page, permission in wanted - held.keys():
            GroupPagePermission.objects.create(group=group, page_id=page, permission_id=permission)


def sync_rights_after_migration(sender: AppConfig, **kwargs: Any) -> None:
    """Receiver of post_migrate, after the one of `accounts`."""
    if is_last(sender):
        sync_page_rights()


def sync_with_new_page(created: bool, **kwargs: Any) -> None:
    """Receiver of post_save: a home page or a list of studies made again has its rights at once."""
    if created:
        sync_page_rights()
