"""What each role may do on the staff screens: the one place that says so.

A role is a row of ours (`RoleGrant`); Wagtail asks Django's groups. Each staff role has one group, whose
permissions follow the patterns below after every migration. Accounts and groups themselves are never in
them: persons and roles change through services only.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from milliard.members.enums import STAFF_ROLES, Role

_ACCESS = "wagtailadmin.access_admin"
_PAGE_ACTIONS = ("add_page", "change_page", "publish_page", "lock_page")
_FILE_ACTIONS = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)
#: Patterns of «app.codename» a role's group holds.
PATTERNS: dict[Role, tuple[str, ...]] = {
    Role.ORGANISER: (_ACCESS, "surveys.add_*", "surveys.change_*", "surveys.view_*", "website.*"),
    Role.ANALYST: (_ACCESS, "surveys.view_*", "surveys.add_dataset", "surveys.change_dataset", "website.*"),
    Role.TREASURER: (_ACCESS,),
    Role.ADMIN: (_ACCESS, "surveys.*", "website.*", "wagtailredirects.*"),
}
#: Roles that write pages, images and documents.
EDITORS = frozenset({Role.ORGANISER, Role.ANALYST, Role.ADMIN})


def group_name(role: Role) -> str:
    return f"Équipe : {role.label}"


def groups_of(roles: frozenset[Role]) -> list[Group]:
    """The groups a person with these roles belongs to."""
    return list(Group.objects.filter(name__in=[group_name(role) for role in roles & STAFF_ROLES]))


def sync_groups() -> None:
    """Create the groups and give each exactly what the patterns say. Safe to run again."""
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role in sorted(STAFF_ROLES):
        group, _ = Group.objects.get_or_create(name=group_name(role))
        group.permissions.set([known[name] for name in _matching(role, known)])
        if role in EDITORS:
            _let_edit(group, known)


def _matching(role: Role, known: dict[str, Permission]) -> Iterator[str]:
    return (name for name in known if any(fnmatchcase(name, pattern) for pattern in PATTERNS[role]))


def _let_edit(group: Group, known: dict[str, Permission]) -> None:
    root_page, root_collection = Page.get_first_root_node(), Collection.get_first_root_node()
    for action in _PAGE_ACTIONS:
        permission = known.get(f"wagtailcore.{action}")
        if permission and root_page:
            GroupPagePermission.objects.get_or_create(group=group, page=root_page, permission=permission)
    for name in _FILE_ACTIONS:
        if name in known and root_collection:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root_collection, permission=known[name]
            )


def sync_after_migration(sender: AppConfig, **kwargs: Any) -> None:
    """Receiver of post_migrate: runs once, after the last app, when every permission exists."""
    with_models = [config for config in apps.get_app_configs() if config.models_module is not None]
    if sender == with_models[-1]:
        sync_groups()
