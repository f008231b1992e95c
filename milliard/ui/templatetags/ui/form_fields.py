"""Django form integration: any bound field through the same wrapper as the hand-made controls."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.renderers import get_default_renderer
from django.template import Context
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData, SafeString, mark_safe

from milliard.ui.component_records import FieldFrame
from milliard.ui.templatetags.ui._register import register
from milliard.ui.templatetags.ui.inputs import error_summary

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


def _errors_of(form: forms.BaseForm) -> list[tuple[str, str]]:
    """(element id, sentence), the form's own first: they have no place of their own, so the id is empty."""
    # A hidden field has no place to show its error either (a form left open too long, most often).
    hidden = [message for bound in form.hidden_fields() for message in bound.errors]
    general = [("", str(message)) for message in [*form.non_field_errors(), *hidden]]
    # Several fields may say «remplissez cette case»: each is named.
    named = [
        (
            str(bound.id_for_label or bound.auto_id),
            f"{str(bound.label or '').rstrip(' .?!:…')}\u00a0: {message}",
        )
        for bound in form.visible_fields()
        for message in bound.errors
    ]
    return [*general, *named]


@register.inclusion_tag("ui/components/error_summary.html")
def form_errors(form: forms.BaseForm | None = None, *, refusal: str = "") -> dict[str, Any]:
    """``{% form_errors form %}``: the summary of a form whose fields are placed one by one; see that tag.

    ``refusal``: the sentence of a service that said no.
    """
    refused = [("", refusal)] if refusal else []
    return error_summary(errors=[*refused, *(_errors_of(form) if form is not None else [])])


@register.inclusion_tag("ui/components/form_fields.html")
def form_fields(form: forms.BaseForm, *, takes_focus: bool = True) -> dict[str, Any]:
    """``{% form_fields form %}``: error summary (see that tag), then every field of the form in its order."""
    return {
        "takes_focus": takes_focus,
        "errors": _errors_of(form),
        "hidden": form.hidden_fields(),
        "fields": [field_context(bound) for bound in form.visible_fields()],
    }


@register.simple_tag(takes_context=True)
def error_mark(context: Context) -> str:
    """Begin the title of a page whose form came back: the first thing a screen reader says."""
    refused = bool(context.get("refusal"))
    given = (value for layer in context.dicts for value in layer.values())
    wrong = any(isinstance(value, forms.BaseForm) and value.is_bound and value.errors for value in given)
    return "Erreur\u00a0– " if refused or wrong else ""


_OPTION = forms.Select.option_template_name


@register.simple_tag
def select_options(groups: Sequence[tuple[str | None, Sequence[Mapping[str, Any]], int]]) -> SafeString:
    """The options of a list (``widget.optgroups``), as Django's `select_option.html` has them.

    An option with a template of its own is rendered by it.
    """
    said: list[str] = []
    for name, options, _ in groups:
        if name:
            said.append(f'\n  <optgroup label="{conditional_escape(name)}">')
        said += [f"\n  {_option(option)}" for option in options]
        if name:
            said.append("\n  </optgroup>")
    return mark_safe("".join(said))  # noqa: S308 (each part was escaped)


def _option(option: Mapping[str, Any]) -> str:
    if option["template_name"] != _OPTION:
        return get_default_renderer().render(option["template_name"], {"widget": option})
    value, label = option["value"], localize(option["label"])
    attrs = "".join(
        f" {conditional_escape(name)}" + ("" if given is True else f'="{_written(given)}"')
        for name, given in option["attrs"].items()
        if given is not False
    )
    return f'<option value="{_written(value)}"{attrs}>{conditional_escape(label)}</option>'


def _written(value: object) -> str:
    return conditional_escape(value if isinstance(value, SafeData) else str(value))
