"""Responses sent under the older rule, which looked at required questions alone: count what nobody opened."""

import json

from django.db import migrations
from django.utils import timezone

from engines.questionnaire import serialisation
from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.evaluation.ending import sections_to_see
from engines.questionnaire.expressions import compile_questionnaire

_BATCH = 2_000


def count(apps, schema_editor):
    """An import, and whatever keeps no record of its sections, is as complete as it said."""
    Response = apps.get_model("surveys", "Response")
    sent = Response.objects.filter(completed_at__isnull=False).exclude(origin="import").exclude(sections={})
    compiled, changed = {}, []
    fields = ("pk", "version_id", "sections", "answers")
    for response in sent.only(*fields).order_by("pk").iterator(chunk_size=_BATCH):
        known = compiled.get(response.version_id)
        if known is None:
            version = apps.get_model("surveys", "Version").objects.get(pk=response.version_id)
            known = compile_questionnaire(serialisation.from_json(json.dumps(version.definition)))
            compiled[response.version_id] = known
        if known.sections.keys() <= response.sections.keys():
            continue
        evaluation = evaluate(known, response.answers, today=timezone.localdate())
        response.unseen_sections = sum(key not in response.sections for key in sections_to_see(evaluation))
        changed.append(response)
        if len(changed) >= _BATCH:
            Response.objects.bulk_update(changed, ["unseen_sections"])
            changed.clear()
    Response.objects.bulk_update(changed, ["unseen_sections"])


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_sections_never_opened")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
