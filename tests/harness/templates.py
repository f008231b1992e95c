"""An undefined variable in one of our templates fails the test that rendered it."""

import inspect
from pathlib import Path

from django.template.base import Node

ROOT = Path(__file__).resolve().parents[2]


class UndefinedTemplateVariable(AssertionError):
    """A template of ours used a name its view never gave it."""


class FailOnUndefined(str):
    """Django's ``string_if_invalid``, asked for a value by ``%`` with the missing name."""

    __slots__ = ()

    def __contains__(self, text: object) -> bool:
        return text == "%s"

    def __mod__(self, name: object) -> str:
        template = _template_being_rendered()
        if template is not None and _is_ours(template):
            raise UndefinedTemplateVariable(f"{name} in {template}")
        return ""


def _is_ours(template: str) -> bool:
    path = Path(template)
    return path.is_relative_to(ROOT) and ".venv" not in path.parts


def _template_being_rendered() -> str | None:
    frame = inspect.currentframe()
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None) is not None:
            return str(node.origin.name)
        frame = frame.f_back
    return None
