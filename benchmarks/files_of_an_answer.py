"""Which modules of ours one answer enters, from the POST of a section to its row.

    .venv/bin/python benchmarks/files_of_an_answer.py

Two respondents send the page of five questions by Django's test client, with the button «Section suivante».
The first one warms the process (questionnaires are compiled once per process); the modules that the second
one enters are listed, with the lines of each. Those that every request enters (the health page too) come
last and not counted. Target: 25 files at most.
"""

import sys
from pathlib import Path
from types import FrameType
from typing import Any

from ground import ROOT, Table, prepared, say

TARGET = 25
_OURS = tuple(f"{ROOT}/{name}/" for name in ("milliard", "engines", "french", "config"))


def entered(act: Any) -> list[Path]:
    """The files of ours in which ``act()`` calls a function."""
    seen: set[str] = set()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            seen.add(frame.f_code.co_filename)

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    return sorted(Path(name) for name in seen if name.startswith(_OURS))


def main() -> bool:
    with prepared("files") as ground:
        from django.db import connection

        entering, everywhere = files_of_a_save()
        connection.close()
        del ground
    files = [path for path in entering if path not in everywhere]
    table = Table("From the POST of a section to its row")
    for path in (*files, *everywhere):
        table.add(str(path.relative_to(ROOT)), f"{len(path.read_text().splitlines())} lines")
    table.add(f"{len(files)} files", "", f"target: {TARGET} at most; and {len(everywhere)} of every request")
    table.show()
    return len(files) <= TARGET


def files_of_a_save() -> tuple[list[Path], list[Path]]:
    """The files that a save enters; those among them that any page enters."""
    from django.test import Client

    from milliard.surveys.models import Response
    from milliard.surveys.tests import browsing, factories

    collection = factories.open_collection(factories.five_questions())
    address = browsing.url(collection, "section/page/")
    files: list[Path] = []
    bare = entered(lambda: Client(HTTP_HOST="localhost").get("/sante/"))
    for _ in range(2):
        client = Client(HTTP_HOST="localhost")
        form = browsing.form_of(client.get(address))
        data = {**form.values, "statut": "scic", "personnes": "12", "mot": "Merci", "go": "next"}
        files = entered(lambda client=client, data=data: client.post(address, data))
    assert Response.objects.count() == 2, "the answers were not saved"
    say(f"  saved {Response.objects.count()} responses")
    return files, [path for path in files if path in bare]


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
