"""What the site knows of a person of the team, and what becomes of it."""

from functools import partial
from typing import Any

from django.db import transaction
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import Page, PageSubscription, UploadedFile
from wagtail.users.models import UserProfile

from milliard.accounts.models import User
from milliard.core.declarations import PersonData


def _export(user: User) -> dict[str, Any]:
    pages = Page.objects.filter(owner=user).order_by("pk")
    return {"pages créées": list(pages.values_list("title", flat=True))}


def _erase(user: User) -> None:
    """Settings, portrait, drafts and files left behind go; pages stay, and point at an empty account."""
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
    purpose="Les pages que vous avez créées, et vos réglages dans l’espace d’équipe.",
    kept="Les pages, qui renvoient à un compte vide.",
    export=_export,
    erase=_erase,
)
