"""Questionnaires and their versions: written once, compiled once per process, never changed when open."""

import dataclasses
import json
import threading
from collections import OrderedDict
from typing import Any

from django.db import transaction

from engines.questionnaire import model, serialisation
from engines.questionnaire import version_change as comparison
from engines.questionnaire.expressions import CompiledQuestionnaire, compile_questionnaire
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.surveys.models import Questionnaire, Version
from milliard.surveys.policies import can_manage_questionnaires

_CACHE_SIZE = 64
_compiled: OrderedDict[tuple[int, str], CompiledQuestionnaire] = OrderedDict()
_lock = threading.Lock()


def compiled_version(version: Version) -> CompiledQuestionnaire:
    """The version ready to evaluate answers; compiled once per process, shared by its threads.

    Raises ``InvalidDefinition`` when the stored definition does not compile (it did when it was created).
    """
    key = (version.pk, version.digest)
    with _lock:
        known = _compiled.get(key)
        if known is not None:
            _compiled.move_to_end(key)
            return known
    compiled = compile_questionnaire(definition_of(version))
    with _lock:
        _compiled[key] = compiled
        while len(_compiled) > _CACHE_SIZE:
            _compiled.popitem(last=False)
    return compiled


def definition_of(version: Version) -> model.Definition:
    """The questionnaire a version holds."""
    return serialisation.from_json(json.dumps(version.definition))


@transaction.atomic
def create_version(
    *, code: str, definition: model.Definition, source_name: str = "", by: User | None
) -> Version:
    """The next version of questionnaire ``code``, which is created when it is new.

    The same definition as the latest version gives that version back: safe to run twice. Raises
    ``InvalidDefinition`` with every reason, :class:`NotAllowed`, ``ValidationError`` on the code.
    """
    authorize(by, can_manage_questionnaires)
    compile_questionnaire(definition)
    questionnaire = _questionnaire(code, definition.title)
    digest = serialisation.digest(definition)
    latest = questionnaire.versions.order_by("-number").first()
    if latest is not None and latest.digest == digest:
        return latest
    version = Version(
        questionnaire=questionnaire,
        number=latest.number + 1 if latest else 1,
        definition=json.loads(serialisation.to_json(definition)),
        digest=digest,
        changes=_changes(latest, definition),
        source_name=source_name[:200],
        created_by=by,
    )
    version.full_clean()
    version.save()
    journal.record("surveys.version.created", version, by=by, data={"number": version.number})
    return version


def _questionnaire(code: str, title: str) -> Questionnaire:
    """The row of this code, locked so that numbers follow one another."""
    new = Questionnaire(code=code, title=title[:200] or code)
    new.clean_fields()
    Questionnaire.objects.bulk_create([new], ignore_conflicts=True)
    return Questionnaire.objects.select_for_update().get(code=code)


def _changes(latest: Version | None, definition: model.Definition) -> list[Any]:
    if latest is None:
        return []
    changes = comparison.compare(definition_of(latest), definition).changes
    return [dataclasses.asdict(change) for change in changes]
