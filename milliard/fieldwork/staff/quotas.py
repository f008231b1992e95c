"""How many complete responses are hoped for, answer by answer."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from engines.questionnaire.expressions import CompiledQuestion
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.fields import WholeNumberField
from milliard.core.staff import form_screen, posted
from milliard.fieldwork.services.quotas import MAX_TARGET, quota_questions, set_quotas
from milliard.fieldwork.staff.collections import collection_screens, get_collection
from milliard.surveys import policies
from milliard.surveys.models import Collection


class QuotasForm(forms.Form):
    """One number per possible answer of each question that sorts responses."""

    def __init__(self, *args: Any, questions: tuple[CompiledQuestion, ...], collection: Collection) -> None:
        super().__init__(*args)
        now = {(quota.question_key, quota.value): quota.target for quota in collection.quotas.all()}
        self.names: dict[str, tuple[str, str]] = {}
        self.questions = questions
        for place, question in enumerate(questions):
            for rank, choice in enumerate(question.choices):
                name = f"q{place}-{rank}"
                self.names[name] = (question.key, choice.value)
                self.fields[name] = WholeNumberField(
                    label=choice.label,
                    min_value=0,
                    max_value=MAX_TARGET,
                    required=False,
                    initial=now.get((question.key, choice.value)),
                )

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Each question with its fields."""
        return [
            (question.question.label, [self[f"q{place}-{rank}"] for rank in range(len(question.choices))])
            for place, question in enumerate(self.questions)
        ]

    @property
    def targets(self) -> dict[tuple[str, str], int]:
        """(question, answer) → number; nothing typed is 0."""
        return {pair: self.cleaned_data[name] or 0 for name, pair in self.names.items()}


@require_http_methods(["GET", "POST"])
def quotas(request: HttpRequest, slug: str) -> HttpResponse:
    """Set all the quotas of a collection at once."""
    authorize(request.user, policies.can_manage_questionnaires)
    item = get_collection(slug)
    form = QuotasForm(posted(request), questions=quota_questions(item.version), collection=item)
    return form_screen(
        request,
        form,
        act=lambda: set_quotas(collection=item, targets=form.targets, by=actor(request)),
        done="Quotas enregistrés. Le suivi les montre.",
        back=collection_screens.url_of(item),
        title="Quotas",
        crumbs=collection_screens.way(item),
        template="fieldwork/staff/quotas.html",
        submit="Enregistrer les quotas",
    )
