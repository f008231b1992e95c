"""The copies of the country other tests rely on: what one commits is seen, and stays in its copy."""

import httpx
from django.db import connection

from milliard.accounts.models import User
from milliard.accounts.services import create_account
from milliard.surveys.models import Response

STRANGER = "passage@exemple.fr"


def test_a_copy_of_ones_own_takes_commits(demo_database: str) -> None:
    assert connection.settings_dict["NAME"] == demo_database
    assert Response.objects.count() == 836 + 1_130
    create_account(email=STRANGER)
    connection.close()
    assert User.objects.filter(email=STRANGER).exists()


def test_nothing_is_left_of_it_in_the_next(demo_country: str) -> None:
    assert not User.objects.filter(email=STRANGER).exists()


def test_the_country_is_served(demo_site: str) -> None:
    answer = httpx.get(f"{demo_site}/etudes/", timeout=60)
    assert answer.status_code == 200
    assert "données simulées" in answer.text.lower()
