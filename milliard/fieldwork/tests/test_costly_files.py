"""Questionnaire files that cost more than they weigh: read within limits, or refused beside the field."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from engines.questionnaire.files.reader import read_questionnaire
from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.core.addresses import MAX_ERRORS, BadAddresses, read_addresses
from milliard.core.apart import Limits, read_apart
from milliard.fieldwork.tests.staffing import a_file
from milliard.surveys.tests.browsing import text_of

UPLOAD = "/gestion/questionnaires/importer/"


def workbook_of_strings(count: int) -> bytes:
    """A workbook whose table of texts is ``count`` times the same: a few kilobytes, once packed."""
    book = openpyxl.Workbook()
    book.active.title = "survey"
    book.active.append(["type", "name", "label"])
    whole, packed = io.BytesIO(), io.BytesIO()
    book.save(whole)
    sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = f'<sst xmlns="{sheet}">' + "<si><t>texte</t></si>" * count + "</sst>"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    declared = f'<Override PartName="/xl/texts.xml" ContentType="{kind}"/></Types>'
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            if name != "xl/sharedStrings.xml":
                content = source.read(name).decode().replace("/xl/sharedStrings.xml", "/xl/texts.xml")
                is_declared = "/xl/texts.xml" in content
                made.writestr(name, content if is_declared else content.replace("</Types>", declared))
        made.writestr("xl/texts.xml", texts)
    return packed.getvalue()


def dump_of_attributes(count: int) -> bytes:
    rows = "<row>" + "<a>1</a>" * count + "</row>"
    kind = "<LimeSurveyDocType>Survey</LimeSurveyDocType>"
    return f"<document>{kind}<questions><rows>{rows}</rows></questions></document>".encode()


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "make", "count"),
    [("a.xlsx", workbook_of_strings, 600_000), ("a.lss", dump_of_attributes, 1_200_000)],
)
def test_a_file_that_unfolds_is_refused_beside_its_field(
    name: str, make: Callable[[int], bytes], count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Limits, "of", lambda weight: Limits(300_000_000, 2))
    page = signed_in(Role.ORGANISER).post(UPLOAD, {"file": a_file(make(count), name), "code": "recueil"})
    assert page.status_code == 422
    assert "demande trop de temps ou de mémoire" in page.context["form"].errors["file"][0]
    assert 'value="recueil"' in page.content.decode()
    assert "Traceback" not in text_of(page)


@pytest.mark.slow
def test_thirty_six_thousand_choices_are_read_within_the_limits() -> None:
    """All the communes of France in one list: a minute, when each was looked for among the others."""
    lines = ["| survey |", "| | type | name | label |", "| | select_one communes | commune | Où ? |"]
    lines += ["| choices |", "| | list_name | name | label |"]
    lines += [f"| | communes | c{number} | Commune {number} |" for number in range(36_000)]
    result = read_apart(read_questionnaire, "\n".join(lines).encode(), "communes.md")
    assert result.questionnaire is not None
    assert len(result.questionnaire.choice_lists["communes"]) == 36_000


@pytest.mark.slow
def test_what_is_no_list_of_addresses_is_not_read_to_its_end() -> None:
    with pytest.raises(BadAddresses) as refused:
        read_addresses("a," * 1_000_000)
    assert len(refused.value.errors) == MAX_ERRORS
