"""A file of members put in: its columns said, shown row by row with what to decide, written."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from french import format_date, plural, typeset
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.received_tables import ReceivedTable, TableRefused
from milliard.core.refusals import Refused
from milliard.core.staff import posted, posted_files, show, status_of
from milliard.members.forms.imports import MemberColumnsForm, MemberFileForm
from milliard.members.member_files import propose_columns
from milliard.members.models import MemberImport
from milliard.members.policies import can_keep_register
from milliard.members.services.import_drafts import ImportDraft, keep_draft, open_draft, say_columns
from milliard.members.services.import_plans import plan_rows
from milliard.members.services.import_verdicts import ImportPlan, PlannedRow, RowVerdict
from milliard.members.services.imports import import_draft
from milliard.members.staff.imports import MANY, TITLE, import_screens
from milliard.ui.component_records import Column

#: Rows decided on one page: more would be too long to read, and to send back.
_DECIDED_AT_ONCE = 100
_FEW = 12
_ALIKE = {
    "name": "même nom, ou presque",
    "birth_year": "même année de naissance",
    "commune": "même commune",
    "email": "même adresse e-mail",
    "phone": "même téléphone",
}
_VERDICTS = {
    RowVerdict.NEW: ("Nouvelles personnes", "leur fiche et leur adhésion sont écrites"),
    RowVerdict.RENEWED: ("Personnes connues", "une adhésion de plus est écrite"),
    RowVerdict.SAME: ("Déjà écrites", "rien de plus"),
    RowVerdict.POSSIBLE: ("À décider", "ressemblent à quelqu’un"),
    RowVerdict.REFUSED: ("Refusées", "à corriger dans le fichier"),
}
_PROBLEMS = [
    Column("Ligne", lambda pair: f"ligne\u00a0{pair[0].line}", note="1"),
    Column("Colonne", lambda pair: pair[0].column or "—"),
    Column("Quoi faire", "0.message"),
]


def _days(row: PlannedRow) -> str:
    if row.days is None:
        return ""
    return f"du {format_date(row.days.starts_on)} au {format_date(row.days.ends_on)}"


_WRITTEN = [
    Column("Qui", lambda row: row.member.name, note=lambda row: row.member.email),
    Column("Où", lambda row: str(row.member.commune or row.row.country or "—")),
    Column("Adhésion", _days),
]


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose a file; sent back: what is wrong in it, its columns to say, or what it would write."""
    authorize(request.user, can_keep_register)
    form = MemberFileForm(*posted_files(request))
    if form.is_valid():
        said = form.cleaned_data
        draft = keep_draft(upload=said["file"], origin=said["origin"], by=actor(request))
        try:
            is_known = propose_columns(draft.file.look().titles).is_enough
        except Refused as refusal:
            form.add_error("file", _where(refusal))
        else:
            name = "import_preview" if is_known else "import_columns"
            return redirect(f"members_staff:{name}", ticket=draft.ticket)
    return show(
        request,
        "members/staff/import_choose.html",
        title=TITLE,
        crumbs=[import_screens.crumb],
        status=status_of(form),
        form=form,
        submit="Lire le fichier",
        lead="Le fichier est lu et montré d’abord\u00a0; rien n’est écrit avant que vous le disiez.",
    )


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, ticket: str) -> HttpResponse:
    """Say which column is what."""
    authorize(request.user, can_keep_register)
    try:
        draft = open_draft(ticket=ticket, by=actor(request))
        table = draft.file.look()
    except Refused as refusal:
        return _again(request, refusal)
    chosen = draft.file.columns or propose_columns(table.titles)
    initial = {**chosen.stored(), "default_joined_on": draft.file.joined_on}
    form = MemberColumnsForm(posted(request), titles=table.titles, initial=initial)
    if form.is_valid():
        day = form.cleaned_data["default_joined_on"]
        draft = say_columns(draft=draft, columns=form.columns, joined_on=day, by=actor(request))
        return redirect("members_staff:import_preview", ticket=draft.ticket)
    return show(
        request,
        "members/staff/import_columns.html",
        title="Colonnes du fichier",
        crumbs=[import_screens.crumb],
        status=status_of(form),
        form=form,
        submit="Lire le fichier",
        lead="",
        sample_columns=_sample(table),
        sample=[cells for _, cells in table.rows[:4]],
    )


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, ticket: str) -> HttpResponse:
    """What the file would write, and what to decide; sent back, it is written."""
    authorize(request.user, can_keep_register)
    try:
        draft = open_draft(ticket=ticket, by=actor(request))
        if request.method == "POST":
            decided = _decisions(request)
            done = import_draft(
                draft=draft, decisions=decided, others=request.POST.get("others", ""), by=actor(request)
            )
            return _done(request, done)
        plan = plan_rows(draft.file.read(), joined_on=draft.file.joined_on)
    except Refused as refusal:
        return _again(request, refusal)
    return _preview(request, draft, plan)


def _decisions(request: HttpRequest) -> dict[int, str]:
    """By line: «ligne-12» is the name of its buttons."""
    found = (name.removeprefix("ligne-") for name in request.POST if name.startswith("ligne-"))
    return {int(line): request.POST[f"ligne-{line}"] for line in found if line.isdecimal()}


def _done(request: HttpRequest, done: MemberImport | None) -> HttpResponse:
    if done is None:
        messages.info(request, "Rien de nouveau dans ce fichier\u00a0: rien n’a été écrit.")
        return redirect(import_screens.menu_url)
    people = plural(done.members_written, "personne écrite", "personnes écrites")
    days = plural(done.periods_written, "adhésion écrite", "adhésions écrites")
    messages.success(request, f"Importé\u00a0: {people}, {days}.")
    return redirect(import_screens.url_of(done))


def _preview(request: HttpRequest, draft: ImportDraft, plan: ImportPlan) -> HttpResponse:
    counts = plan.counts()
    possible = plan.of(RowVerdict.POSSIBLE)
    written = plan.of(RowVerdict.NEW, RowVerdict.RENEWED)
    problems = [
        (problem, f"{row.row.given_name} {row.row.family_name}".strip())
        for row in plan.of(RowVerdict.REFUSED)
        for problem in row.problems
    ]
    return show(
        request,
        "members/staff/import_preview.html",
        title=TITLE,
        crumbs=[import_screens.crumb],
        ticket=draft.ticket,
        file=draft.file,
        origin=draft.origin,
        rows_read=len(plan.rows),
        figures=[(*_VERDICTS[verdict], count) for verdict, count in counts.items()],
        possible=[_to_decide(row) for row in possible[:_DECIDED_AT_ONCE]],
        possible_left=max(0, len(possible) - _DECIDED_AT_ONCE),
        problem_columns=_PROBLEMS,
        problems=problems[:MANY],
        problems_left=max(0, len(problems) - MANY),
        written_columns=_WRITTEN,
        written=written[:_FEW],
        written_left=max(0, len(written) - _FEW),
        may_write=bool(written or possible),
    )


def _to_decide(row: PlannedRow) -> Mapping[str, Any]:
    return {
        "line": row.row.line,
        "name": row.member.name,
        "about": ", ".join(filter(None, (row.member.email, row.member.phone, str(row.member.commune or "")))),
        "likely": [
            (member, ", ".join(_ALIKE[code] for code in likeness.alike)) for member, likeness in row.likely
        ],
    }


def _sample(table: ReceivedTable) -> Sequence[Column]:
    def cell(place: int) -> Column:
        title = table.titles[place] or "sans titre"
        return Column(title, lambda cells: cells[place] if place < len(cells) else "")

    return [cell(place) for place in range(len(table.titles))]


def _where(refusal: Refused) -> str:
    if isinstance(refusal, TableRefused) and refusal.line > 1:
        return typeset(f"Ligne {refusal.line} : {refusal.message}")
    return refusal.message


def _again(request: HttpRequest, refusal: Refused) -> HttpResponse:
    messages.error(request, _where(refusal))
    return redirect("members_staff:import_choose")
