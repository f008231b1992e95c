"""Comments, reports, amendments."""

from typing import Any

from django import forms

from milliard.proposals.enums import CommentKind
from milliard.proposals.forms.boxes import LinesField
from milliard.proposals.models.discussion import MAX_COMMENT
from milliard.proposals.models.proposals import MAX_TEXT


class CommentForm(forms.Form):
    """Something said of a proposal, or an answer."""

    kind = forms.ChoiceField(
        label="C’est",
        choices=[(one.value, one.label.capitalize()) for one in CommentKind],
        initial=CommentKind.QUESTION,
    )
    text = LinesField(
        label="Votre commentaire",
        max_length=MAX_COMMENT,
        help_text="Du texte simple. Les visiteurs ne voient pas votre nom\u00a0; les membres à jour voient"
        " votre prénom.",
        error_messages={"required": "Écrivez quelque chose."},
    )

    def clean_kind(self) -> CommentKind:
        return CommentKind(self.cleaned_data["kind"])


class CommentEditForm(forms.Form):
    text = LinesField(label="Votre commentaire", max_length=MAX_COMMENT)


class CommentReportForm(forms.Form):
    reason = forms.CharField(
        label="Ce qui ne va pas",
        max_length=300,
        help_text="Une insulte, un nom qui n’a pas à être là, de la publicité… L’équipe lira, et décidera.",
        error_messages={"required": "Dites ce qui ne va pas."},
    )


class AmendmentForm(forms.Form):
    """A passage, what would stand in its place, and why."""

    passage = LinesField(
        label="Le passage",
        max_length=MAX_TEXT,
        rows=4,
        help_text="Copiez-le dans le texte ci-dessus, tel qu’il est écrit\u00a0: il ne doit s’y trouver"
        " qu’une fois.",
        error_messages={"required": "Dites quel passage."},
    )
    replacement = LinesField(
        label="Ce qui le remplacerait",
        max_length=MAX_TEXT,
        rows=4,
        required=False,
        help_text="Laissez vide pour le supprimer.",
    )
    reason = LinesField(
        label="Pourquoi", max_length=2_000, rows=4, error_messages={"required": "Dites pourquoi."}
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("passage") and said.get("passage") == said.get("replacement"):
            self.add_error("replacement", "Ce sont les mêmes mots\u00a0: que faut-il changer\u00a0?")
        return said


class AmendmentRefusalForm(forms.Form):
    answer = forms.CharField(
        label="Pourquoi le refuser", max_length=500, error_messages={"required": "Dites pourquoi."}
    )
