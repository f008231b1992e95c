"""Labels with Markdown and HTML: read as the text they show, written so that they come back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.questionnaire.files.reader import describe, read_questionnaire
from engines.questionnaire.files.xlsform.markup import plain_text, written_plainly
from engines.questionnaire.files.xlsform.writer import write_xlsform
from engines.questionnaire.model import Kind
from engines.questionnaire.tests.builders import question, questionnaire
from engines.questionnaire.tests.test_xlsform_read import form


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("# Partie A <br/> Lisez **attentivement** la suite", "Partie A\nLisez attentivement la suite"),
        ('Avez-vous <span style="color:red">plus de 18 ans</span> ?', "Avez-vous plus de 18 ans ?"),
        ("*Réponse* _obligatoire_ et __sûre__", "Réponse obligatoire et sûre"),
        (r"Le code A\_B\_C, et \*ceci\*", "Le code A_B_C, et *ceci*"),
        ("[la charte](https://exemple.org/a_b_c)", "la charte (https://exemple.org/a_b_c)"),
        ("<a href='https://exemple.org'>ici</a>", "ici (https://exemple.org)"),
        ("[https://exemple.org](https://exemple.org)", "https://exemple.org"),
        ("Voir https://exemple.org/un_mot_et_*autre*", "Voir https://exemple.org/un_mot_et_autre"),
        ("Oui &amp; non &lt; &#233;", "Oui & non < é"),
        ("**${nom_de_famille}**, bonjour", "${nom_de_famille}, bonjour"),
        ("<p>Un.</p><p>Deux.</p>", "Un.\nDeux."),
        ("a < b & c > d, x_y_z, 2 * 3 * 4, n°5 # 6", "a < b & c > d, x_y_z, 2 * 3 * 4, n°5 # 6"),
        ("${a_b} et ${c_d}", "${a_b} et ${c_d}"),
        ("***", "***"),
    ],
)
def test_a_label_is_read_as_it_shows(written: str, shown: str) -> None:
    assert plain_text(written) == shown


@given(st.text("ab *_#<>[]()&;\\${}/:.h\n", max_size=25))
def test_any_text_comes_back_from_what_is_written_of_it(text: str) -> None:
    text = text.strip()
    assert plain_text(written_plainly(text)) == text


def test_marks_are_said_once_a_column_and_taken_from_choices_too() -> None:
    lists = "| choices | list_name | name | label |\n| | l | yes | **Oui** |\n| | l | no | <b>Non</b> |\n"
    result = form("note | n | # Bonjour", "select_one l | q | *Vraiment* ?", choices=lists)
    assert result.questionnaire is not None, describe(result)
    note, asked = result.questionnaire.questions()
    assert (note.label, asked.label, asked.kind) == ("Bonjour", "Vraiment ?", Kind.YES_NO)
    places = [f"{problem.sheet}:{problem.row}:{problem.column}" for problem in result.problems]
    assert places == ["survey:3:label", "choices:6:label"]
    assert "«\u00a0Bonjour\u00a0»" in result.problems[0].message_fr
    assert "et d’autres de la colonne" in result.problems[0].message_fr


def test_a_label_with_the_characters_of_marks_survives_the_writer() -> None:
    made = questionnaire(question("q", Kind.TEXT, label="Le *vrai* nom_de_code <b> de ${q} ?", hint="# 1"))
    back = read_questionnaire(write_xlsform(made)).questionnaire
    assert back is not None
    asked = next(back.questions())
    assert (asked.label, asked.hint) == ("Le *vrai* nom_de_code <b> de ${q} ?", "# 1")
