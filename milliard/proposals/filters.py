"""What the list of proposals is narrowed by, in the address so that a list can be passed on."""

from django import forms

from milliard.participation.filters import TerritoryFilter
from milliard.participation.models import WorkingGroup
from milliard.proposals.enums import PUBLIC_STATES, ProposalState
from milliard.proposals.models import MemberProposal
from milliard.proposals.models.proposals import MemberProposalQuerySet

_GROUPS = 200
_NEAR = "proches"


def _groups() -> list[tuple[str, str]]:
    carrying = MemberProposal.objects.public().exclude(group=None).values("group")
    rows = WorkingGroup.objects.filter(pk__in=carrying).order_by("name", "pk")[:_GROUPS]
    return [("", "Qui que ce soit"), *rows.values_list("slug", "name")]


class ProposalFilter(TerritoryFilter):
    """By state, territory, group; the newest first or the nearest to the threshold."""

    etat = forms.ChoiceField(
        label="Où elles en sont",
        choices=[("", "Toutes"), *((one.value, one.label.capitalize()) for one in PUBLIC_STATES)],
        required=False,
    )
    groupe = forms.ChoiceField(label="Portées par", choices=_groups, required=False)
    ordre = forms.ChoiceField(
        label="D’abord",
        choices=[("", "Les plus récentes"), (_NEAR, "Les plus près du seuil")],
        required=False,
    )

    @property
    def order(self) -> list[str]:
        return ["missing", "pk"] if self._said("ordre") == _NEAR else ["-opened_at"]

    def narrow(self, found: MemberProposalQuerySet) -> MemberProposalQuerySet:
        if self.department:
            found = found.in_department(self.department)
        if state := self._said("etat"):
            found = found.filter(state=state)
        if slug := self._said("groupe"):
            found = found.filter(group__slug=slug)
        if self._said("ordre") == _NEAR:
            # What has no threshold left to reach is near nothing.
            found = found.supportable().filter(state=ProposalState.OPEN)
        return found
