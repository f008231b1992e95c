"""Who visits the team's screens in the tests, and what they bring."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import UserFactory

FORM = """
| survey |
| | type | name | label | required | relevant | role |
| | begin_group | vous | Votre organisation | | | |
| | select_one statuts | statut | Quel est votre statut ? | yes | | margin |
| | integer | personnes | Combien de personnes ? | | | |
| | end_group | | | | | |
| | begin_group | avis | Votre avis | | | |
| | text | mot | Un mot pour finir | | | |
| | end_group | | | | | |
| choices |
| | list_name | name | label |
| | statuts | association | Association |
| | statuts | scic | SCIC |
| settings |
| | form_title | form_id |
| | Petit recueil | petit_recueil |
"""


def as_role(role: Role | None) -> Client:
    """A browser signed in as somebody with this role; None: nobody is signed in."""
    client = Client()
    if role is not None:
        client.force_login(UserFactory(role=role))
    return client


def a_file(content: str | bytes, name: str = "petit.md") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
