"""Django form integration: any bound field through the same wrapper as the hand-made controls."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget

from milliard.ui.component_records import FieldFrame
from milliard.ui.templatetags.ui._register import register

_GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget, forms.SelectDateWidget)


def _kind(widget: forms.Widget) -> str:
    """The wrapper a widget needs: hidden, checkbox, choices, group or control."""
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "group" if isinstance(widget, _GROUPS) else "control"


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.Select):
        return "select"
    return "file-input" if isinstance(widget, forms.FileInput) else "input"


def field_context(bound: BoundField, *, label: str = "") -> dict[str, Any]:
    """Everything the wrapper template shows for one bound field; shared by ``field`` and ``form_fields``."""
    widget = bound.field.widget
    frame = FieldFrame(
        name=bound.html_name,
        label=label or str(bound.label or ""),
        hint=str(bound.help_text or ""),
        error=" ".join(str(message) for message in bound.errors),
        required=None if bound.field.required else False,
        id=bound.id_for_label if _kind(widget) in {"control", "checkbox"} else str(bound.auto_id or ""),
    )
    attrs: dict[str, Any] = {"class": f"{_css_class(widget)} {widget.attrs.get('class', '')}".strip()}
    kind = _kind(widget)
    if kind == "checkbox":
        attrs["class"] = "choice__box"
    if frame.described_by:
        attrs["aria-describedby"] = frame.described_by
    if frame.error:
        attrs["aria-invalid"] = "true"
    return {
        "field": frame,
        "bound": bound,
        "kind": kind,
        "options": _options(bound) if kind == "choices" else [],
        "control": _without_placeholder(bound).as_widget(attrs=attrs),
    }


def _without_placeholder(bound: BoundField) -> BoundField:
    """Drop the placeholder: it repeats the label, and disappears at the first letter typed."""
    bound.field.widget.attrs.pop("placeholder", None)
    return bound


def _options(bound: BoundField) -> list[BoundWidget]:
    """The boxes of a list of choices, each with our class and its own id."""
    widget = bound.field.widget
    attrs = {"id": bound.auto_id, "class": "choice__box"}
    found = widget.subwidgets(bound.html_name, bound.value(), attrs=attrs)
    return [BoundWidget(widget, data, bound.form.renderer) for data in found]


@register.inclusion_tag("ui/components/field.html")
def field(bound: BoundField, *, label: str = "") -> dict[str, Any]:
    """``{% field form.email %}``: label above, hint, control, error beside; any Django widget."""
    return field_context(bound, label=label)


@register.inclusion_tag("ui/components/form_fields.html")
def form_fields(form: forms.BaseForm, *, takes_focus: bool = True) -> dict[str, Any]:
    """``{% form_fields form %}``: error summary (see that tag), then every field of the form in its order."""
    fields = [field_context(bound) for bound in form.visible_fields()]
    # Several fields may say «ce champ est obligatoire»: in the summary each is named.
    errors = [
        (item["field"].element_id, f"{item['field'].label.rstrip(' .?!:…')}\u00a0: {item['field'].error}")
        for item in fields
        if item["field"].error
    ]
    # A hidden field has no place to show its error (a form left open too long, most often).
    hidden_errors = [message for bound in form.hidden_fields() for message in bound.errors]
    return {
        "takes_focus": takes_focus,
        "general": [str(message) for message in [*form.non_field_errors(), *hidden_errors]],
        "errors": errors,
        "hidden": form.hidden_fields(),
        "fields": fields,
    }
