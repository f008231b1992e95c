"""The back office's menu, written once a minute for each person: every screen of the team shows it.

Wagtail asks each of its entries whether it is shown, reads where the person may go in the tree of pages and
packs all of it: a third of the processor time of a screen without a row (`benchmarks/register.py`).
"""

import hashlib

from django.conf import settings
from django.core.cache import caches
from django.template import Context
from django.utils.translation import get_language
from wagtail.admin.templatetags import wagtailadmin_tags
from wagtail.admin.utils import get_user_display_name

from milliard.website.guides import guide_of

#: A page put elsewhere in the tree shows that late in the menu; each screen asks anew who may see it.
_KEPT_S = 60


def remember_menu() -> None:
    """Put the remembered menu in the place of Wagtail's own. Called once, at the start."""
    wagtailadmin_tags.register.simple_tag(_menu, takes_context=True, name="sidebar_props")


def _menu(context: Context) -> str:
    key = _key(context)
    known: str | None = caches["process"].get(key)
    if known is None:
        known = wagtailadmin_tags.sidebar_props(context)
        caches["process"].set(key, known, _KEPT_S)
    return known


def _key(context: Context) -> str:
    """Everything a menu depends on: who, what they may do, their name, the guide of the screen."""
    request = context["request"]
    person, guide = request.user, guide_of(request)
    told = (
        person.pk,
        person.is_superuser,
        sorted(person.get_all_permissions()),
        get_user_display_name(person),
        get_language(),
        guide.name if guide else "",
        settings.IS_DEMONSTRATION,
    )
    return f"staff-menu-{hashlib.sha256(repr(told).encode()).hexdigest()}"
