"""What the site knows of a person who wrote to us or is of the team, and what becomes of it."""

from functools import partial
from typing import Any

from django.db import transaction
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import Page, PageSubscription, UploadedFile
from wagtail.users.models import UserProfile

from milliard.accounts.models import User
from milliard.core.declarations import PersonData
from milliard.website.models import ContactMessage


def _export(user: User) -> dict[str, Any]:
    pages = Page.objects.filter(owner=user).order_by("pk")
    messages = ContactMessage.objects.filter(email__iexact=user.email).order_by("pk")
    return {
        "pages créées": list(pages.values_list("title", flat=True)),
        "messages envoyés": [
            {"le": one.created_at.isoformat(), "sujet": one.get_subject_display(), "message": one.text}
            for one in messages
        ],
    }


def _erase(user: User) -> None:
    """Messages, settings, portrait, drafts and files go; pages stay, and point at an empty account."""
    ContactMessage.objects.filter(email__iexact=user.email).delete()
    for profile in UserProfile.objects.filter(user=user):
        if profile.avatar:
            transaction.on_commit(partial(profile.avatar.storage.delete, profile.avatar.name))
        profile.delete()
    for file in UploadedFile.objects.filter(uploaded_by_user=user):
        file.delete()
    for model in (PageSubscription, EditingSession, FormState):
        model._default_manager.filter(user=user).delete()


PERSON_DATA = PersonData(
    label="site",
    purpose="Les messages que vous nous avez écrits depuis le site\u00a0; pour l’équipe, les pages que vous"
    " avez créées et vos réglages.",
    kept="Les pages, qui renvoient à un compte vide.",
    export=_export,
    erase=_erase,
)
