"""The editor's rich text, for paper."""

from hypothesis import given
from hypothesis import strategies as st

from milliard.website.pdf.richtext import paragraphs_of


def test_rich_text_becomes_paragraphs_for_paper() -> None:
    html = (
        '<p>Un <b>mot <i>fort</i></b> &amp; un <a href="/etudes/">lien</a></p>'
        "<ul><li>un</li><li>deux</li></ul><p> </p>"
    )
    first, second = paragraphs_of(html, site_url="https://exemple.org")
    assert [run["text"] for run in first["items"][0]] == ["Un ", "mot ", "fort", " & un ", "lien"]
    assert first["items"][0][2]["bold"]
    assert first["items"][0][2]["italic"]
    assert first["items"][0][4]["href"] == "https://exemple.org/etudes/"
    assert [[run["text"] for run in item] for item in second["items"]] == [["un"], ["deux"]]
    assert second["kind"] == "ul"


def test_a_link_to_code_is_dropped_on_paper() -> None:
    (paragraph,) = paragraphs_of('<p><a href="javascript:alert(1)">x</a></p>', site_url="https://exemple.org")
    assert paragraph["items"][0][0]["href"] == ""


@given(st.text(alphabet="<>/&abpuliol \n\"'=", max_size=80))
def test_any_markup_is_read_without_failing(html: str) -> None:
    for paragraph in paragraphs_of(html, site_url="https://exemple.org"):
        assert paragraph["items"]
