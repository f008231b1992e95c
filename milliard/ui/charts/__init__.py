"""Charts drawn on the server: small records in, an Altair specification, then an SVG in the page's colours.

A chart function (`bar_shares`, `bar_amounts`, `grouped_bars`) returns a `Chart`. `page_svg` draws it
for a page (two widths, theme colours), `standalone_svg` for a file or the PDF, `to_png` turns any SVG into
a picture. The table beside the chart must hold the same numbers.
"""

from milliard.ui.charts.bars import bar_amounts, bar_shares, grouped_bars
from milliard.ui.charts.cards import share_card_svg, title_card_svg
from milliard.ui.charts.records import Bar, BarGroup, Chart
from milliard.ui.charts.render import page_svg, standalone_svg, to_png, warm_up

__all__ = [
    "Bar",
    "BarGroup",
    "Chart",
    "bar_amounts",
    "bar_shares",
    "grouped_bars",
    "page_svg",
    "share_card_svg",
    "standalone_svg",
    "title_card_svg",
    "to_png",
    "warm_up",
]
