"""Who gets what from the addresses of letters."""

from typing import Any

from milliard.letters.models import LetterLink
from milliard.letters.tests.factories import make_letter
from milliard.letters.writing import unsubscribe_url
from milliard.members.tests.factories import make_member
from tests.harness.addresses import Page, everyone, signed_in


def token() -> dict[str, Any]:
    return {"token": unsubscribe_url(make_member()).rstrip("/").rpartition("/")[2]}


def stranger_token() -> dict[str, Any]:
    return {"token": "inventé"}


def link() -> dict[str, Any]:
    letter = make_letter()
    LetterLink.objects.create(letter=letter, position=1, url="https://exemple.invalid/a")
    return {"public_id": letter.public_id, "position": 1}


PAGES = [
    # Somebody without a member to choose for: there is nothing to post about.
    Page("letters:my_subscription", signed_in(200), post=signed_in(404)),
    Page("letters:confirm", everyone(409), post=everyone(409), arguments=stranger_token),
    Page("letters:link", everyone(302), arguments=link),
    # No provider is set up: nothing is there.
    Page("letters:provider_news", everyone(405), post=everyone(404), arguments=lambda: {"provider": "brevo"}),
    Page("letters:unsubscribe", everyone(200), post=everyone(200), arguments=token),
]
