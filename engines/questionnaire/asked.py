"""What a questionnaire asks, item by item: the rule behind `Definition.asked`."""

from __future__ import annotations

from collections.abc import Iterator

from engines.questionnaire.model import Asked, Group, Layout, Question, walk


def asked_in(
    section: str,
    items: tuple[Question | Group, ...],
    others: dict[str, str],
    row_of: str = "",
    always: bool = True,
) -> Iterator[Asked]:
    """What is asked under ``items``.

    row_of: the outermost repeated group around; always: no condition between it and the item.
    """
    for item in items:
        shown = always and not (row_of and item.relevant)
        waits_in = row_of if shown else ""
        if not isinstance(item, Group):
            if item.is_answerable and item.key not in others.values():
                keys = (item.key, *([others[item.key]] if item.key in others else []))
                yield Asked(section, keys, waits_in=waits_in)
            continue
        outermost = row_of or (item.key if item.repeats else "")
        if item.layout is Layout.PLAIN:
            yield from asked_in(section, item.items, others, outermost, shown)
        elif keys := tuple(question.key for question in walk(item.items) if question.is_answerable):
            yield Asked(section, keys, item.layout, outermost if shown else "")
