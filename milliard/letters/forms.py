"""What people who receive letters choose."""

from django import forms
from django.http import QueryDict

from milliard.letters.enums import Rhythm
from milliard.letters.models import Subscription
from milliard.members.models import Member

NO_NEWS = "none"
_CHOICES = [
    (Rhythm.AT_ONCE, "Dès qu’une lettre part"),
    (Rhythm.WEEKLY, "Une fois par semaine, réunies en une"),
    (Rhythm.MONTHLY, "Une fois par mois, réunies en une"),
    (NO_NEWS, "Pas de nouvelles"),
]


class RhythmForm(forms.Form):
    """How often one member is written to."""

    rhythm = forms.ChoiceField(label="Recevoir les nouvelles", choices=_CHOICES, widget=forms.RadioSelect)

    def __init__(self, data: QueryDict | None, *, member: Member) -> None:
        self.member = member
        row = Subscription.objects.filter(member=member, is_on=True).first()
        super().__init__(
            data, initial={"rhythm": row.rhythm if row else NO_NEWS}, auto_id=f"id_{member.pk}_%s"
        )

    @property
    def rhythm_chosen(self) -> Rhythm | None:
        """What was chosen; None for no news."""
        chosen = self.cleaned_data["rhythm"]
        return None if chosen == NO_NEWS else Rhythm(chosen)
