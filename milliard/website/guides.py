"""The guides of `docs/guide`, read where they are written: one text, for the repository and for the site.

They hold no secret: those of the team are public too.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import nh3
from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import ResolverMatch, reverse
from markdown_it import MarkdownIt
from markdown_it.token import Token

import french
from milliard.core.declarations import SearchDocument, SearchSource
from milliard.ui.component_records import NavLink

FOLDER: Path = settings.BASE_DIR / "docs" / "guide"
_INDEX = "README.md"
_ROW = re.compile(r"^\| (?P<wish>[^|]+) \| \[(?P<title>[^\]]+)\]\((?P<name>[\w-]+)\.md\) \|$", re.MULTILINE)
_TEAM = "Pour l’équipe"
#: Files beside the guides that a reader may take: examples to fill in.
_FILES = {".csv": "text/csv; charset=utf-8", ".xlsx": "application/vnd.openxmlformats", ".png": "image/png"}
_TAGS = {
    *("h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "code", "pre", "br", "hr", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td", "img", "div"),
}
_ATTRIBUTES = {
    "a": {"href"},
    "h2": {"id"},
    "h3": {"id"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "table": {"class"},
    "th": {"scope"},
    "div": {"class", "role", "tabindex", "aria-label"},
}
#: What says to developers where a generated part begins and ends.
_NOTE = re.compile(r"^<!--.*?-->$", re.MULTILINE)
_TABLE = '<div class="table-frame" role="region" aria-label="Tableau" tabindex="0"><table class="table">'
#: The guide of a screen: by its name, else by that of its app.
_OF_SCREENS: Mapping[str, str] = {
    "accounts": "se-connecter",
    "accounts:rights": "vos-donnees",
    "accounts_staff": "inviter-une-collegue",
    "areas": "agir",
    "assemblies": "assemblees",
    "assemblies_desk": "tenir-une-assemblee",
    "assemblies_staff": "tenir-une-assemblee",
    "elections": "voter-en-secret",
    "elections_staff": "voter-en-secret",
    "figures_staff": "etudes",
    "letters_staff": "ecrire-des-lettres",
    "members": "adherer",
    "members_staff": "tenir-le-registre",
    "members_staff:import": "importer-des-membres",
    "messages_staff": "tenir-le-site",
    "organisations": "organisations",
    "organisations_staff": "tenir-l-annuaire",
    "participation": "agir",
    "participation_staff": "agir",
    "payments": "payer",
    "payments_staff": "tenir-les-comptes",
    "payments_staff:statement": "releves-de-banque",
    "places": "proposer-un-lieu",
    "places_staff": "proposer-un-lieu",
    "proposals": "propositions",
    "proposals_staff": "propositions",
    "society": "a-l-image-de-la-societe",
    "society:draw": "etre-tire-au-sort",
    "society_staff": "tirer-au-sort",
    "surveys": "repondre",
    "surveys_staff": "collectes",
    "surveys_staff:questionnaire": "questionnaires",
    "surveys_staff:version": "questionnaires",
    "wagtailadmin_pages": "tenir-le-site",
    "wagtailimages": "tenir-le-site",
    "wagtaildocs": "tenir-le-site",
    "wagtailsettings": "tenir-le-site",
}


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide. ``wish``: what one wants to do, as the index says; ``html`` begins below its title."""

    name: str
    title: str
    wish: str
    is_for_team: bool
    html: str
    #: Its parts, as links within the page.
    contents: tuple[NavLink, ...]
    #: Without marks, for search.
    text: str

    @property
    def url(self) -> str:
        return reverse("website:guide", args=[self.name])


@lru_cache(maxsize=1)
def guides() -> Mapping[str, Guide]:
    """Every guide that the index of the folder leads to, in its order."""
    index = (FOLDER / _INDEX).read_text(encoding="utf-8")
    team_from = index.index(_TEAM)
    return {row["name"]: _read(row, is_for_team=row.start() > team_from) for row in _ROW.finditer(index)}


def guide_or_404(name: str) -> Guide:
    found = guides().get(name)
    if found is None:
        raise Http404("No such guide")
    return found


def guide_of(request: HttpRequest) -> Guide | None:
    """The guide of the screen that is shown, when one is about it."""
    match = getattr(request, "resolver_match", None)
    return guides().get(_name_for(match)) if match is not None else None


def help_link(request: HttpRequest) -> NavLink:
    """Where «Aide» leads from this screen: to its guide, else to all of them."""
    found = guide_of(request)
    return NavLink("Aide", found.url if found else reverse("website:guides"))


def file_beside(name: str) -> tuple[bytes, str]:
    """A file that guides link to, and its type. Raises `Http404` for any other."""
    path = FOLDER / name
    if path.suffix not in _FILES or path.parent != FOLDER or not path.is_file():
        raise Http404("No such file")
    return path.read_bytes(), _FILES[path.suffix]


def _name_for(match: ResolverMatch) -> str:
    """The longest beginning of the screen's name that has a guide, within its app."""
    space, view = match.namespace, str(match.url_name or "")
    found = [
        screen
        for screen in _OF_SCREENS
        if screen == space
        or (screen.partition(":")[0] == space and view.startswith(screen.partition(":")[2]))
    ]
    return _OF_SCREENS[max(found, key=len)] if found else ""


def _read(row: re.Match[str], *, is_for_team: bool) -> Guide:
    source = _NOTE.sub("", (FOLDER / f"{row['name']}.md").read_text(encoding="utf-8"))
    tokens = _markdown().parse(source)
    title, below = tokens[1].content, tokens[3:]
    contents = tuple(_with_anchors(below))
    for token in _all(below):
        _lead(token)
    html = _markdown().renderer.render(below, _markdown().options, {})
    html = html.replace("<table>", _TABLE).replace("</table>", "</table></div>")
    html = html.replace("<th>", '<th scope="col">')
    clean = nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"https", "mailto"}, link_rel=None
    )
    clean = re.sub(r"<a>(.*?)</a>", r"\1", clean)  # those of the developers' pages
    text = unescape(re.sub(r"<[^>]+>", " ", clean))
    return Guide(
        name=row["name"],
        title=title,
        wish=french.typeset(row["wish"].strip()),
        is_for_team=is_for_team,
        html=clean,
        contents=contents,
        text=" ".join(text.split()),
    )


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _with_anchors(tokens: list[Token]) -> Iterator[NavLink]:
    """Give each part the address it has in the repository; those of the first level, as links."""
    for token, words in itertools.pairwise(tokens):
        if token.type == "heading_open":
            anchor = anchor_of(words.content)
            token.attrSet("id", anchor)
            if token.tag == "h2":
                yield NavLink(re.sub(r"[*`]", "", words.content), f"#{anchor}")


def anchor_of(title: str) -> str:
    """As the repository's site makes it."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _all(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _lead(token: Token) -> None:
    """Lead links to guides and files beside there on the site; those to the developers' pages, nowhere."""
    name = "src" if token.type == "image" else "href"
    target = urlsplit(str(token.attrGet(name) or ""))
    if not target.path or target.scheme:
        return
    path = Path(target.path)
    if path.suffix == ".md" and len(path.parts) == 1:
        token.attrSet(name, f"{reverse('website:guide', args=[path.stem])}{_fragment(target.fragment)}")
    elif len(path.parts) == 1:
        token.attrSet(name, reverse("website:guide_file", args=[target.path]))
    elif not target.path.startswith("/"):
        del token.attrs[name]


def _fragment(fragment: str) -> str:
    return f"#{fragment}" if fragment else ""


def _documents(_: object) -> Iterator[SearchDocument]:
    for guide in guides().values():
        kind = "Guide de l’équipe" if guide.is_for_team else "Guide"
        yield SearchDocument(guide.title, guide.url, guide.wish, kind, guide.text, guide.name)


SOURCES = (SearchSource("website.guides", "Guides", _documents),)
