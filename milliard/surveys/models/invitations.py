"""Personal invitations to a collection."""

from django.db import models

from milliard.core.models import BaseModel, PublicIdModel
from milliard.surveys.models.collections import Collection
from milliard.surveys.models.responses import Response


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unfinished(self) -> "InvitationQuerySet":
        """Those a reminder may be sent to: sent, and not yet spent on a complete response."""
        return self.filter(sent_at__isnull=False, is_spent=False, is_refused=False)

    def waiting(self) -> "InvitationQuerySet":
        """Those whose first mail, or reminder, is still to be put in the queue."""
        return self.filter(is_waiting=True, is_spent=False)


class Invitation(PublicIdModel):
    """A link sent to one address; spent, on the server, when the response is complete.

    Nothing here says *when* it was opened or spent: beside a day, a date would join the address with the
    response of that day. In an anonymous collection ``response`` stays empty too, and a spent invitation
    forgets its reminders: «reminded on the 4th» says «had not answered before the 4th».

    The names are for the mails: they go with the last of them (`services.invited_people`). ``is_refused``: a
    mail server said that the address does not exist.
    """

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("adresse e-mail")
    # «db_default», here and below: the code that runs until the next restart does not know the columns.
    given_name = models.CharField("prénom", max_length=80, blank=True, db_default="")
    family_name = models.CharField("nom", max_length=80, blank=True, db_default="")
    organisation = models.CharField("structure", max_length=200, blank=True, db_default="")
    token_digest = models.BinaryField(max_length=32, unique=True)
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)
    reminded_at = models.DateTimeField("dernière relance le", null=True, blank=True)
    reminders = models.PositiveSmallIntegerField("relances", default=0)
    is_waiting = models.BooleanField("e-mail à mettre en file", default=False, db_default=False)
    is_refused = models.BooleanField("adresse refusée", default=False, db_default=False)
    is_opened = models.BooleanField("a commencé une réponse", default=False)
    is_spent = models.BooleanField("utilisée", default=False)
    response = models.OneToOneField(
        Response, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitation"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        constraints = [
            models.UniqueConstraint(fields=["collection", "email"], name="surveys_invitation_once"),
        ]

    def __str__(self) -> str:
        return f"invitation {str(self.public_id)[:8]}"


class InvitationWords(BaseModel):
    """What the team writes to the people it invites, in place of the platform's own words. Blank: those.

    Plain text, with the placeholders of `milliard.surveys.invitation_words`.
    """

    collection = models.OneToOneField(Collection, on_delete=models.CASCADE, related_name="invitation_words")
    subject = models.CharField("objet de l’invitation", max_length=150, blank=True)
    text = models.TextField("texte de l’invitation", blank=True)
    reminder_subject = models.CharField("objet de la relance", max_length=150, blank=True)
    reminder_text = models.TextField("texte de la relance", blank=True)

    class Meta:
        verbose_name = "texte d’invitation"
        verbose_name_plural = "textes d’invitation"

    def __str__(self) -> str:
        return f"texte d’invitation de {self.collection_id}"


class UnwantedAddress(BaseModel):
    """An address that wants no invitation any more, kept as a keyed hash: enough not to write to it again."""

    digest = models.BinaryField(max_length=32, unique=True)

    class Meta:
        verbose_name = "adresse à ne plus inviter"
        verbose_name_plural = "adresses à ne plus inviter"

    def __str__(self) -> str:
        return f"adresse {bytes(self.digest).hex()[:8]}"
