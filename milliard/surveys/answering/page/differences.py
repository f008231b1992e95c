"""Which parts of a page a save in the background must send again: those that look different now."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from milliard.surveys.answering.form import Path
from milliard.surveys.answering.page.items import ShownGroup, ShownItem, ShownQuestion, ShownSection


def changed_items(
    before: ShownSection, after: ShownSection, *, typed: Collection[Path], errored: Collection[str]
) -> list[ShownItem]:
    """The outermost items of ``after`` that differ from ``before``.

    typed: places whose boxes the browser holds itself: their value is no difference. errored: names that
    showed an error until now.
    """
    return list(_changed(before.items, after.items, frozenset(typed), frozenset(errored)))


def _changed(
    before: tuple[ShownItem, ...],
    after: tuple[ShownItem, ...],
    typed: frozenset[Path],
    errored: frozenset[str],
) -> Iterator[ShownItem]:
    earlier = {item.path: item for item in before}
    for item in after:
        old = earlier.get(item.path)
        if old is None or old.is_group != item.is_group:
            yield item
        elif isinstance(item, ShownQuestion) and isinstance(old, ShownQuestion):
            if _look(item, typed) != _look(old, typed) or item.name in errored or item.error:
                yield item
        elif isinstance(item, ShownGroup) and isinstance(old, ShownGroup):
            yield from _changed_group(old, item, typed, errored)


def _changed_group(
    old: ShownGroup, item: ShownGroup, typed: frozenset[Path], errored: frozenset[str]
) -> Iterator[ShownItem]:
    own = errored & {item.name, *(question.name for question in item.inner)}
    if _frame(old, typed) != _frame(item, typed) or own or item.error or item.errors:
        yield item
        return
    yield from _changed(old.items, item.items, typed, errored)
    for was, row in zip(old.rows, item.rows, strict=True):
        yield from _changed(was.items, row.items, typed, errored)


def _look(question: ShownQuestion, typed: frozenset[Path]) -> ShownQuestion:
    if question.path not in typed:
        return replace(question, base="")
    return replace(question, value="", values=(), rows=(), base="")


def _frame(group: ShownGroup, typed: frozenset[Path]) -> tuple[object, ...]:
    """A group without its items, which are compared by themselves."""
    return (
        group.layout,
        group.label,
        group.hint,
        group.is_hidden,
        group.can_add,
        group.has_too_many,
        group.columns,
        tuple((row.path, row.title) for row in group.rows),
        tuple(_look(question, typed) for question in group.inner),
    )
