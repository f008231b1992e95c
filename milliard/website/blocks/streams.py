"""The bodies of our pages: which blocks, in which page."""

from collections.abc import Iterable, Mapping
from typing import Any

from wagtail import blocks

from milliard.website.blocks.figures import FigureBlock, KeyFiguresBlock, SharesBlock, SumBlock
from milliard.website.blocks.lists import LinksBlock, MenuGroupBlock, QuestionBlock
from milliard.website.blocks.pictures import PictureBlock, TableBlock
from milliard.website.blocks.quotations import QuotationBlock
from milliard.website.blocks.text import (
    CalloutBlock,
    ComparisonBlock,
    HeadingBlock,
    KeptDataBlock,
    LinkBlock,
    MethodBlock,
    PillarBlock,
    PublisherBlock,
    QuoteBlock,
    TextBlock,
)

WORDS: list[tuple[str, blocks.Block]] = [
    ("heading", HeadingBlock()),
    ("text", TextBlock()),
    ("quote", QuoteBlock()),
    ("callout", CalloutBlock()),
    ("picture", PictureBlock()),
    ("table", TableBlock()),
]
NEWS_BODY: list[tuple[str, blocks.Block]] = [*WORDS, ("links", LinksBlock())]
PLAIN_BODY: list[tuple[str, blocks.Block]] = [
    *NEWS_BODY,
    ("publisher", PublisherBlock()),
    ("kept_data", KeptDataBlock()),
]
STUDY_BODY: list[tuple[str, blocks.Block]] = [
    *WORDS,
    ("quotation", QuotationBlock()),
    ("numbers", KeyFiguresBlock()),
    ("figure", FigureBlock()),
    ("shares", SharesBlock()),
    ("sum", SumBlock()),
    ("comparison", ComparisonBlock()),
    ("method", MethodBlock()),
]
PILLARS: list[tuple[str, blocks.Block]] = [("pillar", PillarBlock())]
FAQ_BODY: list[tuple[str, blocks.Block]] = [("theme", HeadingBlock()), ("question", QuestionBlock())]
MENU: list[tuple[str, blocks.Block]] = [("link", LinkBlock()), ("group", MenuGroupBlock())]
FOOT: list[tuple[str, blocks.Block]] = [("link", LinkBlock())]
#: Blocks of a study that have a title: of the second level for a part, of the third for the others.
_TITLED = frozenset({"heading", "figure", "shares", "sum", "method"})


def is_headless(body: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a title of the third level comes in a study's raw blocks before any title of a part."""
    kinds = (raw["type"] for raw in body)
    return next((kind != "heading" for kind in kinds if kind in _TITLED), False)
