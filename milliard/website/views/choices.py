"""What the editor of a study proposes: variables and codes of a dataset, from its codebook alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from milliard.core.access import authorize
from milliard.figures import reports
from milliard.figures.models import Dataset
from milliard.website.policies import can_write_studies


@require_safe
def study_choices(request: HttpRequest, pk: int) -> HttpResponse:
    """Lists the editor's fields refer to, by dataset."""
    authorize(request.user, can_write_studies)
    dataset = get_object_or_404(Dataset.objects.defer("parquet"), pk=pk)
    context = {"dataset_id": dataset.pk, "variables": reports.list_variables(dataset)}
    return render(request, "website/choices.html", context)
