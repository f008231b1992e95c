"""Templates that are texts with holes: written without Django's rendering, by the thousand."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.template import Engine, Node, Template
from django.template.base import FilterExpression, TextNode, Variable, VariableNode
from django.template.loader_tags import IncludeNode


class Hole(NamedTuple):
    """Where the value of this name stands."""

    name: str


@lru_cache(maxsize=256)
def flat_parts(template: Template) -> tuple[str | Hole, ...] | None:
    """Texts and holes in order, those of what it includes too; None when it does more than that."""
    return _parts(template.nodelist)


def _parts(nodes: Iterable[Node]) -> tuple[str | Hole, ...] | None:
    found: list[str | Hole] = []
    for node in nodes:
        some = _of(node)
        if some is None:
            return None
        found += some
    return tuple(found)


def _of(node: Node) -> tuple[str | Hole, ...] | None:
    if isinstance(node, TextNode):
        return (node.s,)
    if isinstance(node, VariableNode):
        name = _name(node.filter_expression)
        return (Hole(name),) if name else None
    if isinstance(node, IncludeNode) and not node.extra_context and not node.isolated_context:
        included = node.template.var
        if isinstance(included, str) and not node.template.filters:
            return _parts(Engine.get_default().get_template(included).nodelist)
    return None


def _name(expression: FilterExpression) -> str:
    """The name alone, without a filter nor a dot; "" for all else."""
    variable = expression.var
    is_plain = isinstance(variable, Variable) and not expression.filters and not variable.translate
    if is_plain and variable.lookups and len(variable.lookups) == 1:
        return str(variable.lookups[0])
    return ""
