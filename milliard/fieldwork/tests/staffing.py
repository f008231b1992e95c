"""Who visits the team's screens in the tests, and what they bring."""

from django.core.files.uploadedfile import SimpleUploadedFile

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


def a_file(content: str | bytes, name: str = "petit.md") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
