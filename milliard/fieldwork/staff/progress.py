"""How a collection is going, for the team: live, in tables and small bars, and as files."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from engines.questionnaire.stops import QuestionProgress
from french import format_date, format_number, format_time
from milliard.core import exports
from milliard.core.access import authorize, is_htmx
from milliard.core.staff import show
from milliard.fieldwork.reports.progress import (
    CACHE_SECONDS,
    Following,
    QuotaProgress,
    SectionProgress,
    follow,
)
from milliard.fieldwork.staff.collections import collection_screens, get_collection
from milliard.surveys import policies
from milliard.surveys.enums import Origin
from milliard.surveys.models import Collection
from milliard.ui.component_records import Column
from milliard.ui.day_bars import day_bars

_RECENT_DAYS = 14


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """A row with its bar. ``part``: whole percent of all begun (or of the target), 0 to 100."""

    of: SectionProgress | QuestionProgress | QuotaProgress
    part: int
    time: str = ""

    @property
    def label(self) -> str:
        return self.of.title if isinstance(self.of, SectionProgress) else self.of.label

    @property
    def stops(self) -> Sequence[Any]:
        """Where a question of several boxes was left, box by box."""
        return self.of.stops if isinstance(self.of, QuestionProgress) else ()


def _percent(line: ProgressLine) -> str:
    return f"{line.part}\u00a0%"


def _target(line: ProgressLine) -> str:
    return format_number(line.of.target) if isinstance(line.of, QuotaProgress) and line.of.target else "–"


_BARRED = "fieldwork/staff/_barred.html"
_DAYS = [
    Column("Jour", "day", "date_longue"),
    Column("Commencées", "begun", "entier"),
    Column("Terminées", "completed", "entier"),
]
_REACHED = Column("Atteinte par", "of.reached", "entier", note=_percent)
_SECTIONS = [
    Column("Section", template=_BARRED),
    _REACHED,
    Column("Temps médian", lambda line: line.time or "–", is_number=True),
]
_QUESTIONS = [Column("Question", template=_BARRED), _REACHED, Column("Arrêts", "of.left", "entier")]
_QUOTAS = [
    Column("Réponse", template=_BARRED),
    Column("Commencées", "of.begun", "entier"),
    Column("Complètes", "of.complete", "entier"),
]
_TARGETS = [
    *_QUOTAS,
    Column("Objectif", _target, note=lambda line: _percent(line) if line.of.target else "", is_number=True),
]
_TABLES = {
    "days": _DAYS,
    "sections": _SECTIONS,
    "questions": _QUESTIONS,
    "quotas": _QUOTAS,
    "targets": _TARGETS,
}
_FILE_NAMES = {
    "parties": "Par section",
    "questions": "Abandons par question",
    "quotas": "Quotas",
    "jours": "Par jour",
}
_FILES = [Column("Tableau", "0"), Column("Fichiers", template="fieldwork/staff/_files.html")]


@require_GET
def following(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole picture; asked again by the page itself every few seconds while the collection is open."""
    item = get_collection(slug)
    authorize(request.user, policies.can_follow, item)
    context = _shown(item, follow(item))
    if is_htmx(request):
        return render(request, "fieldwork/staff/_following.html", context)
    return show(
        request,
        "fieldwork/staff/following.html",
        title="Suivi",
        crumbs=collection_screens.way(item),
        state=item.state(),
        files=[(name, part, item.slug) for part, name in _FILE_NAMES.items()],
        file_columns=_FILES,
        **context,
    )


@require_GET
def export(request: HttpRequest, slug: str, part: str, format: str) -> HttpResponseBase:  # noqa: A002
    """One table of the report as a file."""
    item = get_collection(slug)
    authorize(request.user, policies.can_follow, item)
    if part not in _PARTS or format not in exports.CONTENT_TYPES:
        raise Http404
    title, columns, rows = _PARTS[part]
    picture = follow(item)
    table = exports.Table(columns, rows(picture), _about(item, title, picture))
    return exports.respond(table, format=format, name=f"suivi-{slug}-{part}")


def _shown(item: Collection, picture: Following) -> dict[str, Any]:
    """What the fragment expects."""
    bars = day_bars((day.day, day.begun, day.completed) for day in picture.days)
    return {
        "collection": item,
        "is_live": item.is_open(),
        "every": CACHE_SECONDS,
        "picture": picture,
        "tables": _TABLES,
        "complete_part": _part(picture.complete, picture.begun),
        "origins": [(Origin(origin).label, count) for origin, count in sorted(picture.by_origin.items())],
        "sections": [
            ProgressLine(section, _part(section.reached, picture.begun), _minutes(section.median_seconds))
            for section in picture.sections
        ],
        "questions": [
            ProgressLine(question, _part(question.reached, picture.begun)) for question in picture.questions
        ],
        "quotas": [group for group in _quota_groups(picture) if picture.begun or group[2]],
        "days": list(reversed(picture.days[-_RECENT_DAYS:])),
        "bars": bars,
        "day_count": bars[-1].place + 1 if bars else 1,
        "first_day": picture.days[0].day if picture.days else None,
        "last_day": picture.days[-1].day if picture.days else None,
    }


def _about(item: Collection, title: str, picture: Following) -> exports.About:
    at = timezone.localtime(picture.at)
    return exports.About(
        title=f"{item.title}\u00a0: {title}",
        is_simulated=item.is_simulated,
        notes=(
            ("Base", f"{picture.begun} réponses commencées, dont {picture.complete} complètes"),
            ("Relevé", f"le {format_date(at.date())} à {format_time(at)}"),
            ("Usage", "suivi de la collecte par l’équipe\u00a0; ce ne sont pas des résultats"),
        ),
    )


Rows = Iterator[tuple[exports.Value, ...]]


def _section_rows(picture: Following) -> Rows:
    return ((item.key, item.title, item.reached, item.median_seconds) for item in picture.sections)


def _question_rows(picture: Following) -> Rows:
    """One line a box: adding up «arrets» counts nobody twice."""
    for item in picture.questions:
        for box in item.boxes or (item,):
            case = box.label if item.boxes else ""
            yield box.key, item.label, case, item.section, box.reached, box.left


def _quota_rows(picture: Following) -> Rows:
    return (
        (
            item.question_key,
            item.question_label,
            item.value,
            item.label,
            item.begun,
            item.complete,
            item.target,
        )
        for item in picture.quotas
    )


def _day_rows(picture: Following) -> Rows:
    return ((item.day, item.begun, item.completed) for item in picture.days)


_PARTS: dict[str, tuple[str, tuple[str, ...], Callable[[Following], Rows]]] = {
    "parties": ("par partie", ("code", "partie", "atteinte", "mediane_en_secondes"), _section_rows),
    "questions": ("abandons", ("code", "question", "case", "partie", "atteinte", "arrets"), _question_rows),
    "quotas": (
        "quotas",
        ("code", "question", "valeur", "reponse", "commencees", "completes", "objectif"),
        _quota_rows,
    ),
    "jours": ("par jour", ("jour", "commencees", "terminees"), _day_rows),
}


def _part(count: int, of: int) -> int:
    """Whole percent, capped at 100; 0 of nothing."""
    return min(100, round(100 * count / of)) if of else 0


def _minutes(seconds: int | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}\u00a0min\u00a0{rest:02d}" if minutes else f"{rest}\u00a0s"


def _quota_groups(picture: Following) -> Iterator[tuple[str, list[ProgressLine], bool]]:
    """Each question, its answers, whether some have a target. The bar is against it, else against all."""
    for _, group in groupby(picture.quotas, key=lambda item: item.question_key):
        items = list(group)
        lines = [ProgressLine(item, _part(item.complete, item.target or picture.complete)) for item in items]
        yield items[0].question_label, lines, any(item.target for item in items)
