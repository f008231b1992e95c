"""From the editor's restricted HTML to plain nested lists that typst places."""

from dataclasses import asdict, dataclass, field
from html.parser import HTMLParser
from typing import Any

from wagtail.rich_text import expand_db_html


@dataclass(slots=True)
class TextRun:
    """Some words in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(slots=True)
class Paragraph:
    """``kind``: p, ul or ol; a list has one list of runs per item."""

    kind: str
    items: list[list[TextRun]] = field(default_factory=lambda: [[]])


class _Reader(HTMLParser):
    def __init__(self, site_url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.site_url = site_url
        self.paragraphs: list[Paragraph] = []
        self.bold = self.italic = 0
        self.href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"p", "ul", "ol", "h2", "h3", "h4"}:
            is_list = tag in {"ul", "ol"}
            self.paragraphs.append(Paragraph(tag if is_list else "p", [] if is_list else [[]]))
        elif tag == "li" and self.paragraphs:
            self.paragraphs[-1].items.append([])
        elif tag in {"b", "strong"}:
            self.bold += 1
        elif tag in {"i", "em"}:
            self.italic += 1
        elif tag == "a":
            href = dict(attrs).get("href") or ""
            self.href = f"{self.site_url}{href}" if href.startswith("/") else href
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"b", "strong"}:
            self.bold = max(0, self.bold - 1)
        elif tag in {"i", "em"}:
            self.italic = max(0, self.italic - 1)
        elif tag == "a":
            self.href = ""

    def handle_data(self, data: str) -> None:
        if not data.strip() and not (self.paragraphs and self.paragraphs[-1].items):
            return
        if not self.paragraphs:
            self.paragraphs.append(Paragraph("p"))
        if not self.paragraphs[-1].items:
            return  # blank between <ul> and its first <li>
        href = self.href if self.href.startswith(("http://", "https://", "mailto:")) else ""
        self.paragraphs[-1].items[-1].append(TextRun(data, self.bold > 0, self.italic > 0, href))


def paragraphs_of(html: str, *, site_url: str) -> list[dict[str, Any]]:
    """Paragraphs and lists of a rich text as JSON; what holds no words is left out."""
    reader = _Reader(site_url)
    reader.feed(expand_db_html(html))
    reader.close()
    kept = []
    for paragraph in reader.paragraphs:
        items = [item for item in paragraph.items if "".join(run.text for run in item).strip()]
        if items:
            kept.append(asdict(Paragraph(paragraph.kind, items)))
    return kept
