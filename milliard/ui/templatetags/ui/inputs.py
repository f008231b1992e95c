"""Plain form controls that need no Django form: text, number, date, choices. All arguments are keywords.

Every tag shares: ``name``, ``label``, ``hint``, ``error``, ``required`` (True «obligatoire», False
«facultatif»,
None nothing), ``id`` (default ``id_<name>``). Errors are shown beside the field and tied to it.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from milliard.ui.component_records import FieldFrame, Option, OptionLike, as_options
from milliard.ui.templatetags.ui._register import register


def _text(value: Any) -> str:
    return "" if value is None else str(value)


@register.inclusion_tag("ui/components/text_input.html")
def text_input(
    *,
    name: str,
    label: str,
    value: Any = "",
    hint: str = "",
    error: str = "",
    required: bool | None = None,
    id: str = "",  # noqa: A002
    type: str = "text",  # noqa: A002
    autocomplete: str = "",
    inputmode: str = "",
    maxlength: int | None = None,
    width: str = "l",
    unit: str = "",
) -> dict[str, Any]:
    """One line of text (or e-mail, tel, date…). ``width``: xs, s, m, l. ``unit`` is written after the box."""
    return {
        "field": FieldFrame(name, label, hint, error, required, id),
        "value": _text(value),
        "type": type,
        "autocomplete": autocomplete,
        "inputmode": inputmode,
        "maxlength": maxlength,
        "width": width,
        "unit": unit,
    }


@register.inclusion_tag("ui/components/text_input.html")
def number_input(
    *,
    name: str,
    label: str,
    value: Any = "",
    unit: str = "",
    hint: str = "",
    error: str = "",
    required: bool | None = None,
    id: str = "",  # noqa: A002
    is_decimal: bool = False,
    width: str = "s",
) -> dict[str, Any]:
    """A number with its unit («€», «personnes»). A text box with a number keypad: spaces and commas are
    welcome."""
    return {
        "field": FieldFrame(name, label, hint, error, required, id),
        "value": _text(value),
        "type": "text",
        "autocomplete": "off",
        "inputmode": "decimal" if is_decimal else "numeric",
        "maxlength": None,
        "width": width,
        "unit": unit,
    }


@register.inclusion_tag("ui/components/text_input.html")
def date_input(
    *,
    name: str,
    label: str,
    value: Any = "",
    hint: str = "",
    error: str = "",
    required: bool | None = None,
    id: str = "",  # noqa: A002
    autocomplete: str = "",
) -> dict[str, Any]:
    """A date; ``value`` is ISO (2024-07-01). The browser's own calendar, a plain text box where there is
    none."""
    return {
        "field": FieldFrame(name, label, hint, error, required, id),
        "value": value.isoformat() if hasattr(value, "isoformat") else _text(value),
        "type": "date",
        "autocomplete": autocomplete,
        "inputmode": "",
        "maxlength": None,
        "width": "s",
        "unit": "",
    }


@register.inclusion_tag("ui/components/text_area.html")
def text_area(
    *,
    name: str,
    label: str,
    value: Any = "",
    hint: str = "",
    error: str = "",
    required: bool | None = None,
    id: str = "",  # noqa: A002
    rows: int = 4,
    maxlength: int | None = None,
) -> dict[str, Any]:
    """Several lines of text. With ``maxlength`` a counter says what is left (in words, and live with
    JavaScript)."""
    text = _text(value)
    return {
        "field": FieldFrame(name, label, hint, error, required, id),
        "value": text,
        "rows": rows,
        "maxlength": maxlength,
        "left": None if maxlength is None else maxlength - len(text),
    }


@register.inclusion_tag("ui/components/select.html")
def select_input(
    *,
    name: str,
    label: str,
    choices: Iterable[OptionLike],
    value: Any = "",
    hint: str = "",
    error: str = "",
    required: bool | None = None,
    id: str = "",  # noqa: A002
    empty: str = "Choisissez…",
) -> dict[str, Any]:
    """A drop-down list: only for long lists everyone knows (departments); else ``radio_list``."""
    return {
        "field": FieldFrame(name, label, hint, error, required, id),
        "options": _drawn_options(tuple(as_options(choices)), _text(value)),
        "empty": empty,
    }


@lru_cache(maxsize=128)
def _drawn_options(choices: tuple[Option, ...], value: str) -> SafeString:
    """The rows of a drop-down list: a loop of a template costs half a page for the countries of the world."""
    chosen = mark_safe(" selected")
    rows = ((row.value, chosen if row.value == value else "", row.label) for row in choices)
    return format_html_join("\n", '<option value="{}"{}>{}</option>', rows)


@register.inclusion_tag("ui/components/choice_list.html")
def radio_list(
    *,
    name: str,
    label: str,
    choices: Iterable[OptionLike],
    value: Any = "",
    hint: str = "",
    error: str = "",
    required: bool | None = None,
    id: str = "",  # noqa: A002
    is_inline: bool = False,
) -> dict[str, Any]:
    """One answer among several. ``is_inline`` for two or three short answers."""
    return {
        "field": FieldFrame(name, label, hint, error, required, id),
        "choices": as_options(choices),
        "values": [_text(value)] if _text(value) else [],
        "type": "radio",
        "is_inline": is_inline,
    }


@register.inclusion_tag("ui/components/choice_list.html")
def checkbox_list(
    *,
    name: str,
    label: str,
    choices: Iterable[OptionLike],
    values: Iterable[Any] = (),
    hint: str = "",
    error: str = "",
    required: bool | None = None,
    id: str = "",  # noqa: A002
) -> dict[str, Any]:
    """Several answers. A ``Choice(is_exclusive=True)`` unticks the others (the server checks it again)."""
    return {
        "field": FieldFrame(name, label, hint, error, required, id),
        "choices": as_options(choices),
        "values": [_text(value) for value in values],
        "type": "checkbox",
        "is_inline": False,
    }


@register.inclusion_tag("ui/components/choice_list.html")
def yes_no(
    *,
    name: str,
    label: str,
    value: Any = "",
    hint: str = "",
    error: str = "",
    required: bool | None = None,
    id: str = "",  # noqa: A002
    yes: str = "yes",
    no: str = "no",
    unknown: str = "",
) -> dict[str, Any]:
    """Oui / Non, and «Je ne sais pas» when ``unknown`` gives the value it would send."""
    choices = [Option(yes, "Oui"), Option(no, "Non")]
    if unknown:
        choices.append(Option(unknown, "Je ne sais pas"))
    return {
        "field": FieldFrame(name, label, hint, error, required, id),
        "choices": choices,
        "values": [_text(value)] if _text(value) else [],
        "type": "radio",
        "is_inline": True,
    }


@register.inclusion_tag("ui/components/checkbox.html")
def checkbox(
    *,
    name: str,
    label: str,
    is_checked: bool = False,
    value: str = "on",
    hint: str = "",
    error: str = "",
    required: bool | None = None,
    id: str = "",  # noqa: A002
) -> dict[str, Any]:
    """One box to tick: a consent, an agreement. The label is a whole sentence."""
    return {
        "field": FieldFrame(name, label, hint, error, required, id),
        "is_checked": is_checked,
        "value": value,
    }


@register.inclusion_tag("ui/components/code_input.html")
def code_input(
    *,
    name: str = "code",
    label: str = "Le code reçu par e-mail",
    value: Any = "",
    hint: str = "",
    error: str = "",
    id: str = "",  # noqa: A002
    length: int = 6,
) -> dict[str, Any]:
    """The code sent by e-mail: one wide box (never six small ones), filled by the phone when it can."""
    return {"field": FieldFrame(name, label, hint, error, None, id), "value": _text(value), "length": length}


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(
    *,
    errors: Sequence[tuple[str, str]],
    title: str = "",
    id: str = "error-summary",  # noqa: A002
    takes_focus: bool = True,
) -> dict[str, Any]:
    """What must be mended, at the top of the form: ``errors`` is a list of (element id, message).

    Shows nothing without errors. It takes the focus when the page opens (autofocus), so screen readers
    start here.
    """
    count = len(errors)
    default = "Une réponse est à revoir" if count == 1 else f"{count} réponses sont à revoir"
    return {"errors": errors, "title": title or default, "id": id, "takes_focus": takes_focus}
