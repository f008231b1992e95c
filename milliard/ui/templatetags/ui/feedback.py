"""Feedback: messages, progress, saved mark, empty places."""

import datetime as dt
from typing import Any

from django.template import Context

from milliard.ui.templatetags.ui._register import register

MESSAGE_ICONS = {"info": "info", "success": "check", "warning": "alert", "error": "alert"}
MESSAGE_WORDS = {"info": "Information", "success": "C’est fait", "warning": "Attention", "error": "Erreur"}


@register.inclusion_tag("ui/components/message.html")
def message(
    *, text: str, kind: str = "info", title: str = "", url: str = "", link_label: str = ""
) -> dict[str, Any]:
    """Show a message in the page. `kind`: info, success, warning, error; each has an icon and a word."""
    return {
        "text": text,
        "kind": kind,
        "title": title,
        "url": url,
        "link_label": link_label,
        "icon_name": MESSAGE_ICONS[kind],
        "word": MESSAGE_WORDS[kind],
    }


_LEVELS = {"debug": "info", "info": "info", "success": "success", "warning": "warning", "error": "error"}


@register.inclusion_tag("ui/components/messages.html", takes_context=True)
def page_messages(context: Context) -> dict[str, Any]:
    """Show the messages of `django.contrib.messages` in the page's live region."""
    given = context.get("messages") or ()
    return {"items": [(_LEVELS.get(item.level_tag, "info"), str(item)) for item in given]}


@register.inclusion_tag("ui/components/progress.html")
def progress(*, current: int, total: int, minutes_left: int | None = None) -> dict[str, Any]:
    """Say «Section 3 sur 6, environ 7 minutes» above a bar. `current` counts from 1."""
    return {"current": current, "total": total, "minutes_left": minutes_left, "done": current - 1}


@register.inclusion_tag("ui/components/saved_mark.html")
def saved_mark(*, state: str = "saved", at: dt.datetime | None = None) -> dict[str, Any]:
    """Tell whether answers are saved. `state`: saved, saving, failed or idle; htmx replaces `#saved-mark`."""
    return {"state": state, "at": at}


@register.inclusion_tag("ui/components/empty_state.html")
def empty_state(*, title: str, text: str = "", icon: str = "leaf", level: int = 2) -> dict[str, Any]:
    """Say that nothing is here yet, and why."""
    return {"title": title, "text": text, "icon_name": icon, "heading": f"h{level}"}


@register.inclusion_tag("ui/components/toasts.html")
def toast_region() -> dict[str, Any]:
    """Draw the empty live region for short news from htmx and the script; the layouts have it, once."""
    return {}
