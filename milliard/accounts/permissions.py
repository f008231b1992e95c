"""What each role may do on the staff screens, gathered from what each app declares (`staff_rights`).

A role is a row of ours (`RoleGrant`); Wagtail asks Django's groups. Each staff role has one group, whose
permissions follow the declared patterns after every migration. Accounts and groups themselves are never in
them: persons and roles change through services only.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission

from milliard.accounts.enums import STAFF_ROLES, Role
from milliard.core.declarations import our_apps

_ACCESS = "wagtailadmin.access_admin"
_FILE_ACTIONS = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)
#: What the frame of the staff screens asks of each role; the apps declare what their models ask.
_FRAME: dict[Role, tuple[str, ...]] = {
    Role.ORGANISER: (_ACCESS,),
    Role.ANALYST: (_ACCESS,),
    Role.TREASURER: (_ACCESS,),
    Role.ADMIN: (_ACCESS, "wagtailredirects.*"),
}
#: Roles that add images and documents. Who writes which page is said where pages are: `website.permissions`.
FILE_EDITORS = frozenset({Role.ORGANISER, Role.ANALYST, Role.ADMIN})


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
        _set_file_rights(
            group, [known[name] for name in _FILE_ACTIONS if name in known and role in FILE_EDITORS]
        )


def _matching(role: Role, known: dict[str, Permission]) -> Iterator[str]:
    patterns = list(_FRAME[role])
    for config in our_apps():
        patterns += [f"{config.label}.{pattern}" for pattern in config.staff_rights.get(role.value, ())]
    return (name for name in known if any(fnmatchcase(name, pattern) for pattern in patterns))


def _set_file_rights(group: Group, wanted: list[Permission]) -> None:
    root = Collection.get_first_root_node()
    if root is None:
        return
    held = GroupCollectionPermission.objects.filter(group=group, collection=root)
    held.exclude(permission__in=wanted).delete()
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def sync_after_migration(sender: AppConfig, **kwargs: Any) -> None:
    """Receiver of post_migrate: runs once, after the last app, when every permission exists."""
    if is_last(sender):
        sync_groups()


def is_last(sender: AppConfig) -> bool:
    """Whether post_migrate is about the last app: every permission then exists."""
    return sender == [config for config in apps.get_app_configs() if config.models_module is not None][-1]
