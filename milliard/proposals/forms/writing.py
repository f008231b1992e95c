"""The text of a proposal, and how it is signed."""

from typing import Any

from django import forms

from milliard.members.models import Member
from milliard.participation.enums import SeatState
from milliard.participation.models import WorkingGroup
from milliard.places.models import Place
from milliard.proposals.enums import ShownName
from milliard.proposals.forms.boxes import LinesField
from milliard.proposals.models import MemberProposal
from milliard.proposals.models.proposals import MAX_TEXT, MAX_TITLE
from milliard.proposals.services.writing import ProposalDetails

_MARKDOWN = (
    "Du texte simple. Un titre\u00a0: «\u00a0## Titre\u00a0». Une liste\u00a0: une ligne par «\u00a0-\u00a0»."
    " Ce texte est celui qu’une assemblée pourrait voter."
)


class _TextForm(forms.Form):
    title = forms.CharField(
        label="Titre",
        max_length=MAX_TITLE,
        help_text="Ce que vous proposez, en une phrase.",
        error_messages={"required": "Une proposition a un titre."},
    )
    text = LinesField(
        label="Texte",
        max_length=MAX_TEXT,
        rows=14,
        help_text=_MARKDOWN,
        error_messages={"required": "Écrivez ce que vous proposez."},
    )
    why = LinesField(
        label="Pourquoi",
        max_length=4_000,
        help_text="Le besoin, ce que cela changerait, pour qui.",
        error_messages={"required": "Dites pourquoi."},
    )


class DraftForm(_TextForm):
    """A draft; gives ``details``."""

    carrier = forms.ChoiceField(
        label="Qui la porte",
        required=False,
        help_text="Vous, ou un groupe ou un lieu dont vous êtes. Qui l’anime pourra ouvrir un tour de"
        " consentement.",
    )
    shown_name = forms.ChoiceField(
        label="Signée",
        choices=ShownName.choices,
        widget=forms.RadioSelect,
        help_text="C’est ce que tout le monde lira. Une proposition dit une opinion\u00a0: vous pouvez ne pas"
        " donner votre nom.",
    )

    def __init__(self, *args: Any, member: Member, **options: Any) -> None:
        super().__init__(*args, **options)
        seats = member.group_seats.filter(state=SeatState.IN, group__ended_on=None)
        self._groups = {
            f"group-{seat.group_id}": seat.group
            for seat in seats.select_related("group").order_by("group__name", "pk")
        }
        hosted = member.hosted_places.filter(until=None).select_related("place")
        self._places = {f"place-{host.place_id}": host.place for host in hosted.order_by("place__name", "pk")}
        carriers: dict[str, WorkingGroup | Place] = {**self._groups, **self._places}
        self.fields["carrier"].choices = [  # type: ignore[attr-defined]
            ("", "Moi, en mon nom"),
            *((key, row.name) for key, row in carriers.items()),
        ]

    @property
    def details(self) -> ProposalDetails:
        said = self.cleaned_data
        return ProposalDetails(
            title=said["title"],
            text=said["text"],
            why=said["why"],
            shown_name=ShownName(said["shown_name"]),
            group=self._groups.get(said["carrier"]),
            place=self._places.get(said["carrier"]),
        )

    @staticmethod
    def first_values(proposal: MemberProposal) -> dict[str, Any]:
        """What the boxes hold when a draft is written again."""
        carrier = f"group-{proposal.group_id}" if proposal.group_id else ""
        carrier = f"place-{proposal.place_id}" if proposal.place_id else carrier
        names = ("title", "text", "why", "shown_name")
        return {**{name: getattr(proposal, name) for name in names}, "carrier": carrier}


class RewritingForm(_TextForm):
    """The next version of an open proposal."""

    reason = forms.CharField(
        label="Ce qui change, et pourquoi",
        max_length=500,
        help_text="Les membres qui la soutiennent recevront cette phrase.",
        error_messages={"required": "Dites ce qui change."},
    )
    read_version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def first_values(proposal: MemberProposal) -> dict[str, Any]:
        names = ("title", "text", "why")
        return {**{name: getattr(proposal, name) for name in names}, "read_version": proposal.version}


class WithdrawalForm(forms.Form):
    """Why an author takes it back."""

    why = forms.CharField(
        label="Pourquoi",
        max_length=500,
        help_text="La page reste, et dira cette phrase.",
        error_messages={"required": "Dites pourquoi\u00a0: d’autres l’ont lue et soutenue."},
    )
