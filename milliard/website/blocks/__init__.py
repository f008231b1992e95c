"""What an editor builds pages with."""

from milliard.website.blocks.figures import FigureBlock, KeyFiguresBlock, SharesBlock, SumBlock
from milliard.website.blocks.streams import FAQ_BODY, FOOT, MENU, NEWS_BODY, PILLARS, PLAIN_BODY, STUDY_BODY
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
    "FAQ_BODY",
    "FOOT",
    "MENU",
    "NEWS_BODY",
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
