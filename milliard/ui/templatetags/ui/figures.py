"""Numbers that carry their base, date, source and status; charts in their frame; the way to the billion."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from milliard.ui.component_records import Cell, Column, Download, KeyFigure
from milliard.ui.progress_drawing import Milestone, draw_way
from milliard.ui.templatetags.ui._register import register

STATUS_WORDS = {
    "published": "chiffre publié",
    "calculated": "chiffre calculé",
    "comparison": "pour comparaison",
    "declared": "chiffre déclaré",
    "simulated": "données simulées",
}
STATUS_ICONS = {
    "published": "flag",
    "calculated": "calculator",
    "comparison": "compare",
    "declared": "person",
    "simulated": "flask",
}


@register.inclusion_tag("ui/components/status_badge.html")
def status_badge(status: str) -> dict[str, Any]:
    """Say where a number comes from: published, calculated, comparison, declared, simulated."""
    return {"status": status, "word": STATUS_WORDS[status], "icon_name": STATUS_ICONS[status]}


@register.inclusion_tag("ui/components/status_badge.html")
def simulated_label() -> dict[str, Any]:
    """Say «données simulées»: required beside every invented figure."""
    return status_badge("simulated")


@register.inclusion_tag("ui/components/key_figures.html")
def key_figures(figures: Sequence[KeyFigure], *, label: str = "Chiffres clés") -> dict[str, Any]:
    """Show a strip of three or four numbers; date, source and status that all share come once, below."""
    carried = {(figure.date, figure.source, figure.source_url, figure.status) for figure in figures}
    shared = figures[0] if len(figures) > 1 and len(carried) == 1 else None
    return {"figures": figures, "label": label, "shared": shared}


@register.inclusion_tag("ui/components/way.html")
def way(
    *,
    disbursed_cents: int,
    committed_cents: int,
    intended_cents: int,
    date: str,
    source: str,
    target_cents: int = 100_000_000_000,
    organisations: int | None = None,
    status: str = "declared",
    source_url: str = "",
) -> dict[str, Any]:
    """Draw the winding path to the billion.

    Cents: paid out ⊂ committed ⊂ intended ⊂ target, each counted from the start. Each amount is written with
    its word, its mark and its part of the way beside the picture. `organisations`: how many were financed,
    when that is known.
    """
    return draw_way(
        milestones=(
            Milestone("intended", "Intentions", intended_cents, "annoncées, sans engagement"),
            Milestone("committed", "Engagés", committed_cents, "promis par écrit, parmi les intentions"),
            Milestone(
                "disbursed", "Versés", disbursed_cents, "reçus par les organisations, parmi les engagés"
            ),
        ),
        target_cents=target_cents,
    ) | {
        "date": date,
        "source": source,
        "source_url": source_url,
        "status": status,
        "organisations": organisations,
    }


@register.simple_block_tag(end_name="endchart_more")
def chart_more(
    content: SafeString,
    *,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell | str | int | None]],
    note: str = "",
    downloads: Sequence[Download] = (),
    url: str = "",
    is_table_shown: bool = False,
    is_open: bool = False,
) -> SafeString:
    """Fold under a chart its table, how it is calculated (between the tags), its files; add its address.

    `is_table_shown`: the table is above already. `is_open`: on the figure's own page, where nothing is folded
    and the address is the page's.
    """
    context = {
        "title": title,
        "columns": columns,
        "rows": rows,
        "note": note,
        "downloads": downloads,
        "url": url,
        "is_table_shown": is_table_shown,
        "is_open": is_open,
        "method": content.strip() and content,
    }
    rendered: SafeString = render_to_string("ui/components/chart_more.html", context)
    return rendered
