"""Entries of the back office's menu, shown to whom a policy says."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem


class StaffMenuItem(MenuItem):  # type: ignore[misc]
    """A menu entry that only those see whom ``policy`` lets in."""

    def __init__(self, *args: Any, policy: Callable[[Any], bool], **options: Any) -> None:
        super().__init__(*args, **options)
        self.policy = policy

    def is_shown(self, request: HttpRequest) -> bool:
        return self.policy(request.user)


def register_menu_entry(
    label: str,
    address: str,
    *,
    policy: Callable[[Any], bool],
    icon: str,
    order: int,
    menu_hook: str = "register_admin_menu_item",
) -> None:
    """Put in the menu, or in a submenu by its hook, a screen that no viewset lists."""

    def entry() -> StaffMenuItem:
        name = address.replace(":", "-")
        return StaffMenuItem(label, reverse(address), policy=policy, name=name, icon_name=icon, order=order)

    hooks.register(menu_hook, entry)
