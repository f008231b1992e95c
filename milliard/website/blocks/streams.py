"""The bodies of our pages: which blocks, in which page."""

from wagtail import blocks

from milliard.website.blocks.figures import FigureBlock, KeyFiguresBlock, SharesBlock, SumBlock
from milliard.website.blocks.lists import LinksBlock, MenuGroupBlock, QuestionBlock
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
]
NEWS_BODY: list[tuple[str, blocks.Block]] = [*WORDS, ("links", LinksBlock())]
PLAIN_BODY: list[tuple[str, blocks.Block]] = [
    *NEWS_BODY,
    ("publisher", PublisherBlock()),
    ("kept_data", KeptDataBlock()),
]
STUDY_BODY: list[tuple[str, blocks.Block]] = [
    *WORDS,
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
