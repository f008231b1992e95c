"""The questionnaire as a sheet of paper."""

from engines.questionnaire.model import Definition, Group, Kind, Question, Section
from engines.questionnaire.paper import paper_sections
from engines.questionnaire.tests.test_conditions import ITEMS, LIST


def test_what_is_said_for_a_screen_does_not_go_on_paper():
    asked = (
        Question("c", Kind.COMMUNE, "Commune\u202f?", hint="Tapez les premières lettres, puis choisissez."),
        Question("d", Kind.COMMUNE, "Siège\u202f?", hint="Celui de l’an dernier. Cliquez dans la liste."),
        Question("e", Kind.FILE, "Un plan\u202f?"),
        Question("f", Kind.TEXT, "Nom\u202f?", hint="Choisissez le plus court."),
    )
    (only,) = paper_sections(Definition("Essai", (Section("s", "S", asked),)))
    assert [item.hint for item in only.items] == [
        "Écrivez le nom et le code postal.",
        "Celui de l’an dernier. Écrivez le nom et le code postal.",
        "Joignez-le à ce formulaire.",
        "Choisissez le plus court.",
    ]


def test_a_sheet_says_what_is_required_and_when_and_leaves_room_for_earlier_answers():
    inside = Question("objet", Kind.TEXT, "Pour quoi\u202f?")
    group = Group("g", "", (inside,), relevant="${besoin} = 'yes'")
    form = Definition(
        "Essai",
        (Section("s", "S", (*ITEMS, group)), Section("t", "T", (), relevant="${besoin} = 'no'")),
        LIST,
    )
    first, last = paper_sections(form)
    assert [item.is_required for item in first.items] == [True, False, False, False]
    assert first.items[2].label == "Un besoin pour ……\u202f?"
    assert "«\u00a0Oui\u00a0» à la question\u00a03" in first.items[3].condition
    assert "«\u00a0Non\u00a0»" in last.condition
