"""The order in which things are computed, and the loops that make it impossible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engines.questionnaire.expressions.compiled import CompiledGroup, CompiledQuestion, CompiledSection, Node
from engines.questionnaire.expressions.grammar import references_in_text

Edges = Mapping[str, tuple[str, ...]]


def find_cycle(edges: Edges) -> list[str]:
    """The first loop met, as a path that ends where it began; empty when there is none.

    Iterative depth-first search: a chain of a thousand questions must not exhaust the stack.
    """
    done: set[str] = set()
    for start in edges:
        path: list[str] = []
        on_path: set[str] = set()
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            name, step = stack.pop()
            if step == 0:
                if name in on_path:
                    return [*path[path.index(name) :], name]
                if name in done:
                    continue
                path.append(name)
                on_path.add(name)
            if step < len(edges[name]):
                stack.append((name, step + 1))
                stack.append((edges[name][step], 0))
            else:
                path.pop()
                on_path.discard(name)
                done.add(name)
    return []


def order_nodes(edges: Edges, nodes: Mapping[str, Node]) -> tuple[Node, ...]:
    """All nodes, each after those it depends on. ``edges`` has no loop."""
    order: list[Node] = []
    done: set[str] = set()
    for start in edges:
        stack = [(start, False)]
        while stack:
            name, is_ready = stack.pop()
            if name in done:
                continue
            if is_ready:
                done.add(name)
                order.append(nodes[name])
            else:
                stack.append((name, True))
                stack.extend((before, False) for before in edges[name] if before not in done)
    return tuple(order)


def plan_sections(
    order: Sequence[Node],
    edges: Edges,
    members: Mapping[str, Sequence[CompiledGroup | CompiledQuestion]],
    sections: Mapping[str, CompiledSection],
) -> dict[str, tuple[Node, ...]]:
    """For each section, what must be computed before its questions can be shown and checked.

    Names read by constraints, requirements and choice filters count too, although they make no loop.
    """
    names = {id(node): _name(node) for node in order}
    plans: dict[str, tuple[Node, ...]] = {}
    for key in sections:
        needed = _needed(edges, members[key], sections[key])
        plans[key] = tuple(node for node in order if _computes(node) and names[id(node)] in needed)
    return plans


def _needed(
    edges: Edges, members: Sequence[CompiledGroup | CompiledQuestion], section: CompiledSection
) -> set[str]:
    waiting = [_name(section)]
    for member in members:
        waiting.append(_name(member))
        if isinstance(member, CompiledQuestion):
            for expression in (member.constraint, member.choice_filter, member.required):
                if expression is not None and not isinstance(expression, bool):
                    waiting.extend(expression.references)
            for text in (member.question.label, member.question.hint):
                waiting.extend(name for name, _ in references_in_text(text))
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting.extend(edges[name])
    return needed


def _name(node: Node) -> str:
    return f"section:{node.key}" if isinstance(node, CompiledSection) else node.key


def _computes(node: Node) -> bool:
    return node.relevant is not None or (isinstance(node, CompiledQuestion) and node.calculation is not None)
