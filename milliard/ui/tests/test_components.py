"""Components: what they say, how they are tied together, and that nothing a person typed becomes markup."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import engines
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from milliard.ui.component_records import (
    Cell,
    Column,
    KeyFigure,
    NavLink,
    Option,
    SectionLink,
    SiteLinks,
    SplitRow,
)
from milliard.ui.gallery import gallery_context

EVIL = '<img src=x onerror="alert(1)">'


def render(source: str, **context: object) -> str:
    return str(engines["django"].from_string(source).render(context))


@pytest.mark.parametrize(
    "source",
    [
        "{% text_input name='a' label=evil value=evil hint=evil error=evil unit=evil %}",
        "{% text_area name='a' label=evil value=evil hint=evil error=evil %}",
        "{% number_input name='a' label=evil value=evil %}",
        "{% select_input name='a' label=evil choices=choices value=evil %}",
        "{% radio_list name='a' label=evil choices=choices hint=evil error=evil %}",
        "{% checkbox_list name='a' label=evil choices=choices %}",
        "{% checkbox name='a' label=evil %}",
        "{% percentage_split name='a' label=evil rows=rows %}",
        "{% grid name='a' label=evil rows=rows columns=choices %}",
        "{% ranking name='a' label=evil rows=rows %}",
        "{% file_upload name='a' label=evil kept_name=evil kept_url=evil %}",
        "{% autocomplete_input name='a' label=evil value=evil options=choices %}",
        "{% error_summary errors=pairs %}",
        "{% message text=evil title=evil kind='error' url=evil link_label=evil %}",
        "{% button evil url=evil %}",
        "{% button evil name='n' value=evil description=evil %}",
        "{% card title=evil url=evil link_label=evil %}{{ evil }}{% endcard %}",
        "{% disclosure summary=evil %}{{ evil }}{% enddisclosure %}",
        "{% tag evil %}",
        "{% avatar evil %}",
        "{% section_list sections %}",
        "{% copy_link url=evil %}",
        "{% share_card url=evil title=evil text=evil image=evil image_alt=evil %}",
        "{% empty_state title=evil text=evil %}",
        "{% data_table caption=evil columns=columns rows=cells empty=evil note=evil %}",
        "{% key_figures figures %}",
    ],
)
def test_what_is_typed_stays_text(source: str) -> None:
    html = render(
        source,
        evil=EVIL,
        pairs=[(EVIL, EVIL)],
        choices=[Option(EVIL, EVIL, hint=EVIL, text_name="t", text_value=EVIL)],
        rows=[SplitRow("r", EVIL, EVIL, EVIL)],
        sections=[SectionLink(EVIL, "current", EVIL, EVIL)],
        columns=[Column(EVIL)],
        cells=[[Cell(EVIL, url=EVIL, note=EVIL, is_header=is_header)] for is_header in (True, False)],
        figures=[KeyFigure(EVIL, EVIL, EVIL, EVIL, EVIL)],
    )
    assert "<img src=x" not in html
    assert 'onerror="' not in html


def test_a_strip_says_once_what_its_figures_share() -> None:
    """And every figure carries its own where one of them differs."""
    alike = [
        KeyFigure(f"{n} %", "part", f"base {n}", "le 1er mars 2026", "registre", "declared") for n in (1, 2)
    ]
    html = render("{% key_figures figures %}", figures=alike)
    assert html.count("registre") == 1
    assert html.index("base 1") < html.index("base 2")
    assert html.index("base 2") < html.index("registre")
    html = render("{% key_figures figures %}", figures=[alike[0], replace(alike[1], source="enquête")])
    assert html.count("registre") == html.count("enquête") == 1
    assert html.index("registre") < html.index("base 2")


def test_an_error_is_tied_to_its_control() -> None:
    html = render("{% text_input name='mail' label='E-mail' hint='Le vôtre' error='Il manque le @.' %}")
    assert 'aria-describedby="id_mail_hint id_mail_error"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'id="id_mail_error">.*Il manque le @\.', html, re.DOTALL)
    assert 'for="id_mail"' in html


def test_required_and_optional_are_said_in_words() -> None:
    assert "obligatoire" in render("{% text_input name='a' label='A' required=True %}")
    assert "facultatif" in render("{% text_input name='a' label='A' required=False %}")
    plain = render("{% text_input name='a' label='A' %}")
    assert "obligatoire" not in plain
    assert "facultatif" not in plain


def test_a_split_counts_its_total() -> None:
    rows = [SplitRow("a", "A", "40"), SplitRow("b", "B", "35,5"), SplitRow("c", "C", "n'importe quoi")]
    html = render("{% percentage_split name='s' label='S' rows=rows %}", rows=rows)
    assert ">75,5</output>" in html
    assert "split__total--ok" not in html
    full = render("{% percentage_split name='s' label='S' rows=rows %}", rows=[SplitRow("a", "A", "100")])
    assert "split__total--ok" in full


@pytest.mark.parametrize(
    ("parts", "state", "said"),
    [
        (("33", "33", "33"), "ok", "à l’arrondi près"),
        (("13", "88", ""), "ok", "à l’arrondi près"),
        (("60", "50", ""), "over", "10\u00a0% de trop"),
        (("60", "28", ""), "under", "il manque 12\u00a0%"),
        (("50", "50", ""), "ok", ""),
        (("", "", ""), "", ""),
    ],
)
def test_a_split_says_what_its_total_is_worth(parts: tuple[str, ...], state: str, said: str) -> None:
    rows = [SplitRow(key, key, part) for key, part in zip("abc", parts, strict=True)]
    html = render("{% percentage_split name='s' label='S' rows=rows %}", rows=rows)
    assert f'<p class="split__total{f" split__total--{state}" if state else ""}">' in html
    assert f"data-split-said>{said}</span>" in html


def test_a_split_survives_absurd_numbers() -> None:
    rows = [SplitRow("a", "A", "nan"), SplitRow("b", "B", "inf"), SplitRow("c", "C", "1e400")]
    assert "<output" in render("{% percentage_split name='s' label='S' rows=rows %}", rows=rows)


def test_ranking_moves_without_javascript() -> None:
    html = render("{% ranking name='r' label='R' rows=rows %}", rows=[SplitRow("need_a", "A", "1")])
    assert re.search(r'type="submit" id="\w+" name="move" value="need_a:up"\s+formnovalidate', html)


def test_the_checked_answers_are_checked() -> None:
    html = render(
        "{% checkbox_list name='c' label='C' choices=choices values=values %}",
        choices=[("1", "Un"), ("2", "Deux"), Option("0", "Aucun", is_exclusive=True)],
        values=[2],
    )
    assert re.findall(r'value="(\d)" checked', html) == ["2"]
    assert re.findall(r'value="(\d)"\s+data-exclusive', html) == ["0"]


def test_progress_is_said_in_words() -> None:
    html = render("{% progress current=3 total=6 minutes_left=7 %}")
    text = " ".join(re.sub(r"<[^>]+>", "", html).replace("&nbsp;", "_").split())
    assert "Section 3 sur 6, environ 7_minutes" in text
    assert 'value="2" max="6"' in html


def test_a_withheld_cell_is_explained() -> None:
    html = render(
        "{% data_table caption='T' columns=columns rows=rows %}",
        columns=[Column("Nom"), Column("Nombre", is_number=True)],
        rows=[["A", Cell("3", is_withheld=True)]],
    )
    assert ">3<" not in html
    assert "non communiqué" in html


def test_an_empty_table_says_so() -> None:
    html = render("{% data_table caption='T' columns=columns rows=rows %}", columns=[Column("Nom")], rows=[])
    assert "Rien à montrer" in html


def test_a_number_always_carries_base_date_source_and_status() -> None:
    figure = KeyFigure(
        "75 %", "manquent de fonds propres", "510 organisations", "2024", "Grand Recueil", "simulated"
    )
    html = render("{% key_figures figures %}", figures=[figure])
    for text in ("510 organisations", "2024", "Grand Recueil", "données simulées"):
        assert text in html


def test_the_way_says_its_amounts_and_has_a_shape_for_each() -> None:
    html = render(
        "{% way disbursed_cents=4100000000 committed_cents=16400000000 intended_cents=31200000000"
        " date='mars 2026' source='équipe' %}"
    )
    for amount in ("41\u00a0M€", "164\u00a0M€", "312\u00a0M€", "1\u00a0Md€"):
        assert amount in html
    assert html.count('stroke-dasharray="312.0 1000"') == 2
    assert "chiffre déclaré" in html
    assert "Chaque montant comprend le suivant" in html


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(ValueError, match="No icon"):
        render("{% icon 'unicorn' %}")


class Form(forms.Form):
    name = forms.CharField(label="Prénom", help_text="Le vôtre")
    voice = forms.ChoiceField(label="Voix", choices=[("1", "Une")], widget=forms.RadioSelect)
    agrees = forms.BooleanField(label="D’accord")
    token = forms.CharField(widget=forms.HiddenInput, initial="t")


def test_a_django_field_gets_the_same_wrapper() -> None:
    html = render("{% form_fields form %}", form=Form({}))
    assert 'href="#id_name"' in html
    assert 'id="id_voice"' in html  # the summary's link to a list of choices has somewhere to go
    assert html.count('class="choice__box"') == 2
    assert 'aria-describedby="id_name_hint id_name_error"' in html
    assert html.count('type="hidden"') == 1


def test_a_list_is_written_as_django_writes_it() -> None:
    class Told(forms.Select):
        def create_option(self, *args: Any, **kwargs: Any) -> Any:
            option = super().create_option(*args, **kwargs)
            own = {"disabled": not args[1], "data-a": "l’<b>", "x": False}
            return {**option, "attrs": {**option["attrs"], **own}}

    plain = [("", "—"), (None, "Rien"), (1234, 5678), ("a'\"<&", mark_safe("<i>sûr</i>"))]
    groups: list[Any] = [*plain, ("Où & là", [("é", "<É>")])]
    for widget in (forms.Select(choices=groups), Told(choices=groups), forms.SelectMultiple(choices=groups)):
        given = (["1234", "é"] if widget.allow_multiple_selected else "é", {"id": "x", "required": True})
        theirs = DjangoTemplates().render(widget.template_name, widget.get_context("liste", *given))
        ours = widget.render("liste", *given, renderer=TemplatesSetting())
        assert ours.split() == theirs.split()


def test_the_header_comes_from_the_context_or_from_nowhere() -> None:
    request = RequestFactory().get("/")
    links = SiteLinks(main=(NavLink("Agir", "/agir/", is_current=True),))
    html = engines["django"].from_string("{% site_header %}").render({"site_links": links}, request)
    assert 'href="/agir/" aria-current="page"' in html


@pytest.mark.django_db
def test_every_name_of_the_gallery_is_given() -> None:
    html = render("{% include 'ui/gallery/_forms.html' %}", **gallery_context())
    assert "undefined" not in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'for="([^"]+)"', html):
        assert target in ids
