"""An undefined variable in one of our templates fails the test that rendered it."""

import inspect
from pathlib import Path

from django.template.base import FilterExpression, Node

ROOT = Path(__file__).resolve().parents[2]


class UndefinedTemplateVariable(AssertionError):
    """A template of ours used a name its view never gave it."""


class FailOnUndefined(str):
    """Django's ``string_if_invalid``: empty as in production, and asked when a name is missing.

    (One that is not empty would be shown without the filters that follow: `|default` among them.)
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        frame = inspect.currentframe()
        asking = frame.f_back.f_locals.get("self") if frame and frame.f_back else None
        if isinstance(asking, FilterExpression):
            _refuse(str(asking.var))
        return False


def _refuse(name: str) -> None:
    if name.rpartition(".")[2].isdigit():
        return  # the first of an empty list: no name is missing
    template = _template_being_rendered()
    if template is not None and _is_ours(template):
        raise UndefinedTemplateVariable(f"{name} in {template}")


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
