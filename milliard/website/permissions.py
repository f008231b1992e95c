"""What analysts may do on pages: write and publish studies, nothing else of the site.

Organisers and administrators write and publish every page (`members.permissions`). Why an analyst
publishes: docs/decisions/0013-who-publishes-studies.md.
"""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Group

from milliard.members.enums import Role
from milliard.members.permissions import PAGE_ACTIONS, group_name, is_last, set_page_rights
from milliard.website.models import StudyIndexPage


def sync_study_rights() -> None:
    """Give the group of analysts the list of studies and what is below it. Safe to run again."""
    group, _ = Group.objects.get_or_create(name=group_name(Role.ANALYST))
    for page in StudyIndexPage.objects.all():
        set_page_rights(group, page, PAGE_ACTIONS)


def sync_after_migration(sender: AppConfig, **kwargs: Any) -> None:
    """Receiver of post_migrate, after the one of `members`."""
    if is_last(sender):
        sync_study_rights()


def sync_with_new_list(created: bool, **kwargs: Any) -> None:
    """Receiver of post_save: a list of studies made again has its rights at once."""
    if created:
        sync_study_rights()
