"""Build a study from a program: the demonstration, a yearly study, a test. Same blocks as an editor's."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import transaction
from wagtail.blocks import Block, ListBlock, RichTextBlock, StructBlock
from wagtail.models import Page
from wagtail.whitelist import Whitelister

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.figures.display.parts import value_of_figure
from milliard.figures.enums import Display, ShownKind
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureSpec
from milliard.website.models import StudyIndexPage, StudyPage
from milliard.website.policies import can_publish_study

#: Blocks built from the same words get the same identifier, so that addresses survive a rebuild.
_NAMESPACE = uuid.UUID("6c1f7b5e-1f0e-4a75-9d1c-7d1d0a3cf1b2")


class NoStudyIndex(Refused):
    """The site has no list of studies to put the study in."""

    message = "Créez d’abord la liste des études."


#: A block of a study: its type, and its value as an editor's form would give it; ``dataset`` may be left out.
Piece = tuple[str, dict[str, Any] | str]


def figure_piece(
    title: str, spec: FigureSpec, *, display: Display = Display.BARS, highlight: str = "", note: str = ""
) -> Piece:
    """One figure; ``bounds`` of amounts in euros, as an editor writes them."""
    words = {"title": title, "display": display.value, "highlight": highlight, "note": note}
    return ShownKind.FIGURE.value, {**value_of_figure(spec), **words}


def shares_piece(
    title: str,
    bars: Sequence[tuple[str, str, Sequence[str]]],
    *,
    highlight: str = "",
    on_home: bool = False,
    note: str = "",
) -> Piece:
    """Several shares side by side: ``bars`` of (label, variable, codes); ``highlight`` names one label."""
    items = [
        {"label": label, "variable": variable, "category": ", ".join(codes), "highlight": label == highlight}
        for label, variable, codes in bars
    ]
    value = {"title": title, "bars": items, "on_home": on_home, "note": note}
    return ShownKind.SHARES.value, {**value, "completes_only": True, "weighted": True}


def sum_piece(title: str, whole: str, parts: Sequence[tuple[str, str]], *, note: str = "") -> Piece:
    """A total and its parts: ``parts`` of (label, variable), which add up to the variable ``whole``."""
    items = [{"label": label, "variable": variable} for label, variable in parts]
    return ShownKind.SUM.value, {"title": title, "whole": whole, "parts": items, "note": note}


def numbers_piece(
    numbers: Sequence[tuple[str, str, str, Sequence[str]]], *, title: str = "L’essentiel"
) -> Piece:
    """A strip: ``numbers`` of (label, kind, variable, codes).

    ``kind``: share, mean, median, total, or begun and complete, which need no variable.
    """
    items = [
        {"label": label, "kind": kind, "variable": variable, "category": ", ".join(codes)}
        for label, kind, variable, codes in numbers
    ]
    return ShownKind.NUMBERS.value, {"title": title, "numbers": items}


@dataclass(slots=True)
class _Names:
    """Gives each block an identifier that depends on what it is, not on when it was made."""

    slug: str
    seen: dict[str, int] = field(default_factory=dict)

    def of(self, kind: str, value: Any) -> str:
        words = (
            value.get("title") or value.get("text") or value.get("label")
            if isinstance(value, dict)
            else value
        )
        name = f"{self.slug}|{kind}|{words}"
        self.seen[name] = self.seen.get(name, 0) + 1
        return str(uuid.uuid5(_NAMESPACE, f"{name}|{self.seen[name]}"))


@transaction.atomic
def build_study(
    *,
    title: str,
    slug: str,
    standfirst: str,
    dataset: Dataset,
    pieces: Sequence[Piece],
    by: User | None = None,
    kicker: str = "",
    method: str = "",
    sources: str = "",
    correction: str = "",
    is_published: bool = True,
) -> StudyPage:
    """Create the study at ``/etudes/<slug>/``, or bring it to this state; publish it and pin its figures.

    ``dataset`` is that of every piece whose value names none. ``method`` is restricted HTML (p, b, i, ul,
    ol, a). ``correction``: what changed and why, when a published study changes.
    Run again with the same arguments: same page, same addresses, nothing new published.

    Raises
    ------
    NoStudyIndex
        The site has no list of studies.
    CorrectionUnsaid
        A published study changes and ``correction`` says nothing new.
    NotAllowed
        ``by`` may not publish there.
    django.core.exceptions.ValidationError
        A piece does not suit its block or its dataset; the message is in French.
    """
    parent = StudyIndexPage.objects.first()
    if parent is None:
        raise NoStudyIndex
    authorize(by, can_publish_study, parent)
    names = _Names(slug)
    body = [_raw_block(piece, dataset, names) for piece in pieces]
    method = _allowed(method)
    study: StudyPage | None = StudyPage.objects.child_of(parent).filter(slug=slug).first()
    words = {"title": title, "kicker": kicker, "standfirst": standfirst, "method": method, "sources": sources}
    if study is None:
        study = StudyPage(slug=slug, live=False, owner=by, body=_stream(body), **words)
        parent.add_child(instance=study)
    elif not _changes(study, words, body):
        return study
    else:
        Page.objects.select_for_update().get(pk=study.pk)
        for name, text in words.items():
            setattr(study, name, text)
        study.body = _stream(body)
        study.correction = correction
    study.full_clean()
    _validate_body(study)
    revision = study.save_revision(user=by)
    if is_published:
        revision.publish(user=by)
    study.refresh_from_db()
    return study


def _raw_block(piece: Piece, dataset: Dataset, names: _Names) -> dict[str, Any]:
    kind, value = piece
    identifier = names.of(kind, value)
    if kind in ShownKind.values and isinstance(value, dict):
        value = {"dataset": dataset.pk, **value}
    block = StudyPage.body.field.stream_block.child_blocks.get(kind)
    return {"type": kind, "value": _with_allowed_html(block, value), "id": identifier}


def _with_allowed_html(block: Block | None, value: Any) -> Any:
    """The value with every rich text in it as an editor could have written it: no script, no style."""
    if isinstance(block, RichTextBlock):
        return _allowed(value)
    if isinstance(block, ListBlock):
        return [_with_allowed_html(block.child_block, item) for item in value]
    if isinstance(block, StructBlock) and isinstance(value, dict):
        return {name: _with_allowed_html(block.child_blocks.get(name), item) for name, item in value.items()}
    return value


class _Whitelister(Whitelister):
    """What an editor can write: no picture either, which would be asked of another host."""

    element_rules: ClassVar[dict[str, Any]] = {
        name: Whitelister.element_rules[name]
        for name in ("[document]", "a", "b", "br", "em", "i", "li", "ol", "p", "strong", "ul")
    }


def _allowed(html: str) -> str:
    return str(_Whitelister().clean(html))


def _stream(body: list[dict[str, Any]]) -> Any:
    return StudyPage.body.field.stream_block.to_python(body)


def _validate_body(study: StudyPage) -> None:
    """As the editor's form does: each block checks itself against its dataset."""
    study.body.stream_block.clean(study.body)


def _changes(study: StudyPage, words: dict[str, str], body: list[dict[str, Any]]) -> bool:
    if not study.live or any(getattr(study, name) != text for name, text in words.items()):
        return True
    return _comparable(study.body) != _comparable(_stream(body))


def _comparable(stream: Any) -> list[Any]:
    """What each block holds once read, without the identifiers Wagtail gives to items of lists."""

    def strip(value: Any) -> Any:
        if isinstance(value, list):
            return [strip(item) for item in value]
        if isinstance(value, dict):
            is_item = value.get("type") == "item"
            return {name: strip(item) for name, item in value.items() if not (is_item and name == "id")}
        return value

    return [
        (str(child.id), child.block_type, strip(child.block.get_prep_value(child.value))) for child in stream
    ]
