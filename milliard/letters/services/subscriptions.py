"""Saying yes or no to news."""

from django.db import transaction

from milliard.letters.models import Subscription
from milliard.letters.writing import member_of_token
from milliard.members.enums import ConsentPurpose
from milliard.members.models import MemberConsent

_UNSUBSCRIBED = "Ne plus recevoir les nouvelles, depuis le lien d’une lettre."


@transaction.atomic
def unsubscribe(*, token: str) -> None:
    """No more news for whoever this address of a letter is of. Asked twice, once; nothing for a wrong one."""
    member = member_of_token(token)
    subscription = Subscription.objects.select_for_update().filter(member=member, is_on=True).first()
    if member is None or subscription is None:
        return
    subscription.is_on = False
    subscription.save()
    MemberConsent.objects.create(
        member=member, purpose=ConsentPurpose.NEWSLETTER, is_given=False, wording=_UNSUBSCRIBED
    )
