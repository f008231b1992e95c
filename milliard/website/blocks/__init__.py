"""What an editor builds pages with."""

from milliard.website.blocks.figures import FigureBlock, KeyFiguresBlock, SharesBlock, SumBlock
from milliard.website.blocks.streams import PILLARS, PLAIN_BODY, STUDY_BODY
from milliard.website.blocks.text import (
    CalloutBlock,
    ComparisonBlock,
    HeadingBlock,
    LinkBlock,
    MethodBlock,
    PillarBlock,
    QuoteBlock,
    TextBlock,
)

__all__ = [
    "PILLARS",
    "PLAIN_BODY",
    "STUDY_BODY",
    "CalloutBlock",
    "ComparisonBlock",
    "FigureBlock",
    "HeadingBlock",
    "KeyFiguresBlock",
    "LinkBlock",
    "MethodBlock",
    "PillarBlock",
    "QuoteBlock",
    "SharesBlock",
    "SumBlock",
    "TextBlock",
]
