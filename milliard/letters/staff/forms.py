"""What the team types about letters."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from french import format_date, format_time
from milliard.letters.enums import DeliveryState, Lane
from milliard.letters.models import Delivery, Letter, Segment
from milliard.letters.segments import ready_segments
from milliard.letters.writing import UnknownPlaceholder, check_placeholders
from milliard.members.facts import ReadySegment
from milliard.members.models import Member

#: A crash leaves a few; more than that are settled in several times.
SETTLED_AT_ONCE = 100
_LANES = [
    (Lane.NEWS, "Nouvelles\u00a0: à qui les a demandées, avec un lien pour ne plus les recevoir"),
    (
        Lane.LEGAL,
        "Avis statutaire\u00a0: dû à chaque membre (convocation…)\u00a0; chaque envoi est prouvé",
    ),
]


def _segments() -> list[Any]:
    """The lists one may choose, by where they come from."""
    saved = list(Segment.objects.order_by("name").values_list("pk", "name"))
    names = {name for _, name in saved}
    ready = [(one.code, one.name) for one in ready_segments().values() if one.name not in names]
    groups = [("Vos listes", saved), ("Listes toutes faites", ready)]
    return [("", "À choisir plus tard"), *((title, found) for title, found in groups if found)]


def _segment_of(value: str) -> Segment | ReadySegment:
    return ready_segments().get(value) or Segment.objects.get(pk=value)


class LetterForm(forms.Form):
    """A subject, a text, a lane, a list: one of the team's, or one that apps keep ready."""

    subject = forms.CharField(label="Objet", max_length=150)
    source = forms.CharField(
        label="Texte",
        widget=forms.Textarea({"rows": 18}),
        help_text="En Markdown\u00a0: une ligne vide sépare les paragraphes, ## un titre, **gras**,"
        " [un lien](https://…). On peut écrire {prénom}, {nom}, {numéro} et {mon adhésion}.",
    )
    lane = forms.ChoiceField(label="Voie", choices=_LANES, widget=forms.RadioSelect)
    segment = forms.TypedChoiceField(
        label="À qui", choices=_segments, coerce=_segment_of, required=False, empty_value=None
    )

    #: To whom, then what: the list is seen before a long text.
    field_order = ("segment", "lane", "subject", "source")

    def __init__(self, data: QueryDict | None, *, letter: Letter | None = None, chosen: str = "") -> None:
        first: dict[str, Any] = {"lane": Lane.NEWS, "segment": chosen}
        if letter is not None:
            first = {name: getattr(letter, name) for name in ("subject", "source", "lane")}
            first["segment"] = letter.segment_id or ""
        super().__init__(data, initial=first)

    def clean_subject(self) -> str:
        return self._checked("subject")

    def clean_source(self) -> str:
        return self._checked("source")

    def clean_lane(self) -> Lane:
        return Lane(self.cleaned_data["lane"])

    def _checked(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        try:
            check_placeholders(text)
        except UnknownPlaceholder as refusal:
            raise forms.ValidationError(refusal.message) from None
        return text


class ScheduleForm(forms.Form):
    """When it leaves."""

    at = forms.DateTimeField(
        label="Partir le",
        required=False,
        help_text="Laissez vide pour envoyer tout de suite.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"invalid": "Écrivez une date et une heure, par exemple 31/03/2027 à 18:00."},
    )


class AsSomebodyForm(forms.Form):
    """Whom a letter is shown as to."""

    member = forms.CharField(
        label="Numéro de membre",
        help_text="Le message sera écrit comme à cette personne, par exemple M0000012. Elle ne reçoit rien.",
    )

    def clean_member(self) -> Member:
        member = member_of_number(self.cleaned_data["member"])
        if member is None:
            raise forms.ValidationError("Aucun membre n’a ce numéro.")
        return member


class SettleForm(forms.Form):
    """Which of the messages nobody knows the end of did not leave."""

    lost = forms.TypedMultipleChoiceField(
        label="À envoyer à nouveau",
        help_text="Cherchez chaque adresse, à cette heure, dans le journal du serveur de courrier. Cochez"
        " celles qu’il ne connaît pas. Dans le doute, ne cochez rien\u00a0: presque toujours, c’est parti.",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: QueryDict | None, *, letter: Letter) -> None:
        super().__init__(data)
        rows = letter.deliveries.filter(state=DeliveryState.UNCERTAIN).select_related("member")
        self._shown = {row.pk: _who_and_when(row) for row in rows.order_by("pk")[:SETTLED_AT_ONCE]}
        self.fields["lost"].choices = list(self._shown.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What the service gets: all that were shown, in two parts."""
        lost = self.cleaned_data.get("lost", [])
        return {"lost": lost, "left": [number for number in self._shown if number not in lost]}


def _who_and_when(row: Delivery) -> str:
    at = timezone.localtime(row.claimed_at) if row.claimed_at else None
    when = f", {format_date(at.date())} vers {format_time(at)}" if at else ""
    return f"{row.member.name}, {row.address}{when}"


def member_of_number(typed: str) -> Member | None:
    """The member of a number as people type it: «m 12», «M0000012»."""
    digits = "".join(typed.split()).upper().removeprefix("M")
    if not digits.isdecimal() or len(digits) > 9:
        return None
    return Member.objects.present().filter(pk=int(digits)).first()


def first_of(letter: Any) -> Member | None:
    """Somebody a draft may be shown as to: of its list, where there is one."""
    from milliard.letters.segments import members_of, read_conditions

    conditions = letter.segment.conditions if letter.segment else []
    return members_of(read_conditions(conditions), on=timezone.localdate()).order_by("pk").first()
