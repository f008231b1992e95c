"""The form people write to us by, and what keeps robots out of it, without asking anybody else.

A stamp signs when the form was shown and which one it is: it must have been open for a few seconds, and sends
one message. A box that people do not see stays empty. What is written holds few links, and no code.
"""

import re
import secrets
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from milliard.website.enums import MessageSubject

_SALT = "milliard.website.contact"
#: Nobody reads and fills five boxes faster.
QUICKEST_S = 3
#: A form left open since yesterday is still one's own; older ones were stored by a robot.
OLDEST_S = 24 * 3600
MOST_LINKS = 2
_LINK = re.compile(r"(?:https?://|www\.)\S", re.IGNORECASE)
_CODE = re.compile(r"<\s*/?\s*(?:a|script|iframe|img|form)\b|\[/?(?:url|link)\b", re.IGNORECASE)


def new_stamp() -> str:
    """The stamp of a form that is shown now."""
    return signing.dumps(secrets.token_hex(16), salt=_SALT, compress=False)


def read_stamp(stamp: str) -> tuple[str, bool]:
    """(number of the form, whether it was open long enough). Raises `signing.BadSignature`."""
    number = str(signing.loads(stamp, salt=_SALT, max_age=OLDEST_S))
    try:
        signing.loads(stamp, salt=_SALT, max_age=QUICKEST_S)
    except signing.SignatureExpired:
        return number, True
    return number, False


class MessageForm(forms.Form):
    """What somebody writes to us. Valid: ``cleaned_data`` is what the service takes, the stamp read."""

    name = forms.CharField(
        label="Votre nom",
        max_length=120,
        help_text="Ou le nom par lequel on vous appelle.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Dites comment vous appeler."},
    )
    email = forms.EmailField(
        label="Votre adresse e-mail",
        help_text="Pour vous répondre, et pour rien d’autre.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Sans adresse e-mail, nous ne pourrions pas vous répondre.",
            "invalid": "Cette adresse n’est pas complète\u00a0: il faut un @ et un domaine (nom@exemple.fr).",
        },
    )
    subject = forms.ChoiceField(
        label="De quoi s’agit-il\u202f?",
        choices=MessageSubject.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce dont il s’agit\u00a0: la bonne personne vous lira."},
    )
    text = forms.CharField(
        label="Votre message",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Votre message est vide."},
    )
    #: Seen by robots alone.
    website = forms.CharField(label="Laissez cette case vide", required=False)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if _LINK.search(name) or _CODE.search(name):
            raise ValidationError("Un nom ne contient pas d’adresse de site.")
        return name

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if _CODE.search(text):
            raise ValidationError("Écrivez sans balises\u00a0: votre message est lu comme du texte simple.")
        if len(_LINK.findall(text)) > MOST_LINKS:
            raise ValidationError(
                "Votre message contient plus de deux liens, comme ceux des robots. Gardez les plus utiles."
            )
        return text

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError("Cette case doit rester vide\u00a0: elle est là pour les robots.")
        return ""

    def clean(self) -> dict[str, Any]:
        """The stamp last: what else is wrong is said first, and its form stays the same one."""
        values: dict[str, Any] = super().clean() or {}
        values.pop("website", None)
        try:
            values["stamp"], is_ripe = read_stamp(values.get("stamp", ""))
        except signing.BadSignature:
            self.renew()
            raise ValidationError(
                "Cette page était ouverte depuis trop longtemps. Votre message est toujours là\u00a0:"
                " envoyez-le à nouveau."
            ) from None
        if not is_ripe:
            raise ValidationError(
                "C’était très rapide\u202f! Attendez trois secondes, puis envoyez à nouveau."
            )
        return values

    def renew(self) -> None:
        """Show the form again under a new stamp."""
        self.data = {**{name: self.data.get(name, "") for name in self.fields}, "stamp": new_stamp()}
