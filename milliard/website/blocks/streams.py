"""The bodies of our pages: which blocks, in which page."""

from wagtail import blocks

from milliard.website.blocks.figures import FigureBlock, KeyFiguresBlock, SharesBlock, SumBlock
from milliard.website.blocks.text import (
    CalloutBlock,
    ComparisonBlock,
    HeadingBlock,
    KeptDataBlock,
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
PLAIN_BODY: list[tuple[str, blocks.Block]] = [
    *WORDS,
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
