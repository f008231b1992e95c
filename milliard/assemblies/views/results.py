"""The ballots of a public vote, by name, for the members of the roll."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from milliard.assemblies.enums import ResolutionState, Secrecy
from milliard.assemblies.models import OpenBallot, Resolution
from milliard.assemblies.papers import in_words
from milliard.assemblies.policies import can_see_roll
from milliard.assemblies.reports.roll import narrowed
from milliard.assemblies.views.assemblies import public_assembly
from milliard.core.access import authorize
from milliard.core.tables import page_of, page_urls


@require_safe
def ballots(request: HttpRequest, public_id: UUID, position: int) -> HttpResponse:
    """Who voted what, once the vote is closed: of a public vote alone."""
    item = public_assembly(public_id)
    authorize(request.user, can_see_roll, item)
    public_votes = Resolution.objects.filter(secrecy=Secrecy.OPEN, state=ResolutionState.CLOSED)
    resolution = get_object_or_404(public_votes, assembly=item, position=position)
    wanted = request.GET.get("q", "").strip()
    # The assembly is said twice: the database then walks the roll in its order, whatever it counted before.
    found = OpenBallot.objects.filter(right__resolution=resolution, right__entry__assembly=item)
    found = narrowed(found, wanted, "right__entry__").select_related(
        "right__entry__member", "right__voter__member"
    )
    page = page_of(request, found, order=["right__entry__number"])
    labels = dict(resolution.choices.values_list("number", "label"))
    context = {
        "assembly": item,
        "resolution": resolution,
        "page": page,
        "rows": [(one, in_words(resolution, labels, one.content)) for one in page.rows],
        "wanted": wanted,
        "papers": sum(resolution.paper_counts.values_list("count", flat=True)),
        **page_urls(request, page),
    }
    return render(request, "assemblies/ballots.html", context)
