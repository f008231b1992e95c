"""Papers: whatever somebody is called, theirs is made, and it says their name where a font can write it."""

import datetime as dt
import io
from pathlib import Path

import pypdf
import pytest

from milliard.ui.documents import compile_pdf

TEMPLATE = """#let data = json("data.json")
#set document(title: "Essai")
#set text(lang: "fr", font: "Atkinson Hyperlegible Next")
= Essai
#data.name, #data.amount
"""


@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Anne-Lise d’Ornano", "Anne-Lise d’Ornano"),
        ("Nguyễn Thị Minh Khai", "Nguyễn Thị Minh Khai"),
        ("Ştefan Łukasz", "Ştefan Łukasz"),
        ("Ольга", "Ольга"),
    ],
)
def test_a_name_is_written_as_it_is(tmp_path: Path, name: str, written: str) -> None:
    assert f"{written}, 20\u00a0€" in words_of(tmp_path, name)


@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize("name", ["فاطمة الزهراء", "李 小龙", "한국 어", "Ada 🌍", "می\u200cنا"])
def test_a_name_no_font_writes_keeps_nobody_from_their_paper(tmp_path: Path, name: str) -> None:
    assert "20€" in "".join(words_of(tmp_path, name).split())  # in a line that runs both ways, spaces move


def words_of(folder: Path, name: str) -> str:
    template = folder / "essai.typ"
    template.write_text(TEMPLATE)
    data = {"name": name, "amount": "20\u00a0€"}
    content = compile_pdf(template, data, at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    return pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
