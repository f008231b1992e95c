"""A questionnaire file: checked first, and only then made into a version."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST

from engines.questionnaire import model, serialisation
from engines.questionnaire.exposure import ANONYMOUS, sentences
from engines.questionnaire.kinds import KIND_LABELS
from engines.questionnaire.review import estimate_minutes, review
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.apart import read_apart
from milliard.core.carried_files import CarriedFile
from milliard.core.refusals import Refused
from milliard.core.staff import posted_files, show, status_of
from milliard.fieldwork.staff.forms import QuestionnaireFileForm
from milliard.fieldwork.staff.presentation import changes_between, quota_words
from milliard.fieldwork.staff.questionnaires import questionnaire_screens
from milliard.surveys import policies
from milliard.surveys.models import Collection, Version
from milliard.surveys.services.questionnaires import create_version as create
from milliard.surveys.services.questionnaires import definition_of
from milliard.ui.component_records import Cell

_SALT = "surveys.staff.upload"
_MOST_LEFT_OUT = 2_000
_TOO_LATE = "La vérification date de plus d’un jour\u00a0: choisissez le fichier à nouveau."
_GOOD_FOR_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class UploadOutcome:
    """What creating the version would do. ``latest``: the version before, None for a new questionnaire."""

    code: str
    number: int
    latest: Version | None
    is_same: bool
    #: Rows of `fieldwork/staff/_changes.html`.
    changes: list[list[Cell]]


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; sent back: everything wrong in it, or what it would create. Nothing is written."""
    authorize(request.user, policies.can_manage_questionnaires)
    form = QuestionnaireFileForm(*posted_files(request), initial={"code": request.GET.get("code", "")})
    if "held" in request.POST:
        return _again(request)
    if not form.is_valid():
        return _choose(request, form)
    file = form.cleaned_data["file"]
    held = CarriedFile(file.read(), file.name, form.cleaned_data["code"])
    try:
        return _read(request, held)
    except Refused as refusal:
        form.add_error("file", refusal.message)
        return _choose(request, form)


def _again(request: HttpRequest) -> HttpResponse:
    """The same file less the questions ticked."""
    try:
        held = CarriedFile.opened(request.POST["held"])
        return _read(request, held, tuple(request.POST.getlist("without")[:_MOST_LEFT_OUT]))
    except signing.BadSignature:
        messages.error(request, _TOO_LATE)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("surveys_staff:upload")


def _read(request: HttpRequest, held: CarriedFile, without: tuple[str, ...] = ()) -> HttpResponse:
    from engines.questionnaire.files.reader import read_questionnaire  # 8 MB of readers

    result = read_apart(read_questionnaire, held.content, held.name, without)
    if result.questionnaire is None:
        context: dict[str, Any] = {"result": result, "name": held.name, "typed_code": held.said}
        context["held"] = held.sealed() if result.refused_questions else ""
        return _page(request, "fieldwork/staff/upload_report.html", "À corriger", status=422, **context)
    code = held.said or _code_of(result.questionnaire)
    return _report(request, result, code=code, name=held.name, typed_code=held.said)


@require_POST
def create_version(request: HttpRequest) -> HttpResponse:
    """Write the version that was just checked."""
    authorize(request.user, policies.can_manage_questionnaires)
    try:
        held = signing.loads(request.POST.get("checked", ""), salt=_SALT, max_age=_GOOD_FOR_S)
        definition = serialisation.from_json(held["definition"])
        version = create(
            code=held["code"], definition=definition, source_name=held["name"], by=actor(request)
        )
    except signing.BadSignature:
        messages.error(request, _TOO_LATE)
        return redirect("surveys_staff:upload")
    except ValidationError as error:
        messages.error(request, f"La version n’a pas été créée\u00a0: {' '.join(error.messages)}")
        return redirect("surveys_staff:upload")
    is_followed = Collection.objects.filter(version__questionnaire=version.questionnaire_id).exists()
    then = "donnez-la à sa collecte, en bas de cette page" if is_followed else "préparez une collecte"
    messages.success(request, f"{version}\u00a0: prête. Relisez-la, puis {then}.")
    return redirect("surveys_staff:version", code=version.questionnaire.code, number=version.number)


def _choose(request: HttpRequest, form: QuestionnaireFileForm) -> HttpResponse:
    title = "Importer un questionnaire"
    return _page(request, "fieldwork/staff/upload.html", title, form=form, status=status_of(form))


def _report(request: HttpRequest, result: Any, *, code: str, name: str, typed_code: str) -> HttpResponse:
    definition = result.questionnaire
    assert definition is not None
    text = serialisation.to_json(definition)
    checked = signing.dumps({"definition": text, "code": code, "name": name}, salt=_SALT, compress=True)
    return _page(
        request,
        "fieldwork/staff/upload_report.html",
        f"Vérification de {name}",
        result=result,
        name=name,
        typed_code=typed_code,
        checked=checked,
        outcome=_outcome(code, definition),
        kinds=[(KIND_LABELS[kind], count) for kind, count in result.summary.kinds.items()],
        question_count=sum(count for _, count in result.summary.sections),
        empty=[title for title, count in result.summary.sections if not count],
        readers=sentences(definition),
        quotas=quota_words(definition),
        anonymous=ANONYMOUS,
        remarks=review(definition),
        estimate=estimate_minutes(definition),
    )


def _outcome(code: str, definition: model.Definition) -> UploadOutcome:
    latest = Version.objects.filter(questionnaire__code=code).select_related("questionnaire").first()
    if latest is None:
        return UploadOutcome(code, 1, None, False, [])
    if latest.digest == serialisation.digest(definition):
        return UploadOutcome(code, latest.number, latest, True, [])
    changes = changes_between(definition_of(latest), definition)
    return UploadOutcome(code, latest.number + 1, latest, False, changes)


def _code_of(definition: model.Definition) -> str:
    """The form's own identifier if it can be an address, else its title."""
    return slugify(definition.code)[:60] or slugify(definition.title)[:60] or "questionnaire"


def _page(request: HttpRequest, template: str, title: str, **context: object) -> HttpResponse:
    way = [questionnaire_screens.crumb]
    return show(request, template, title=title, crumbs=way, icon="upload", **context)  # type: ignore[arg-type]
