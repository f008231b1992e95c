"""Files as people send them: read as meant, or refused with file and line."""

from __future__ import annotations

import pytest

from engines.sortition import InputRefusedError, Selection, read_selection

TARGETS = "feature,value,min,max\ngenre,femme,1,1\ngenre,homme,1,1\n"
POOL = "id,genre,mail\nb,homme,b@exemple.fr\na,femme,a@exemple.fr\nc,femme,\n"


def read(
    pool: str | bytes = POOL,
    targets: str | bytes = TARGETS,
    *,
    seats: int = 2,
    households: tuple[str, ...] = (),
) -> Selection:
    pool, targets = (text.encode() if isinstance(text, str) else text for text in (pool, targets))
    names = {"pool_file": "pool.csv", "targets_file": "cibles.csv"}
    return read_selection(pool, targets, seats=seats, households=households, **names)


def refused(*args: str | bytes, seats: int = 2, households: tuple[str, ...] = ()) -> str:
    with pytest.raises(InputRefusedError) as caught:
        read(*args, seats=seats, households=households)
    return str(caught.value)


def test_people_stand_in_the_order_of_their_identifiers_and_other_columns_are_not_kept() -> None:
    selection = read()
    assert [(person.id, person.values) for person in selection.volunteers] == [
        ("a", ("femme",)),
        ("b", ("homme",)),
        ("c", ("femme",)),
    ]
    assert "exemple.fr" not in repr(selection)


@pytest.mark.parametrize(
    "pool",
    [
        "\ufeff" + POOL,
        POOL.replace(",", ";"),
        POOL.replace(",", "\t"),
        POOL.replace("\n", "\r\n"),
        POOL.replace("femme", '"femme"'),
        POOL.replace("femme", " femme "),
        POOL + "\n,,\n",
    ],
    ids=["mark", "semicolons", "tabs", "carriage returns", "quotes", "spaces", "empty lines"],
)
def test_the_same_pool_however_it_was_saved(pool: str) -> None:
    assert read(pool) == read()


def test_composed_and_decomposed_letters_are_the_same_value() -> None:
    targets = TARGETS.replace("femme", "île")
    assert read(POOL.replace("femme", "i\u0302le"), targets) == read(POOL.replace("femme", "île"), targets)


def test_columns_of_targets_in_any_order_and_others() -> None:
    targets = "note;Max;Min;Value;Feature\n;1;1;femme;genre\nvu;1;1;homme;genre\n"
    assert read(targets=targets) == read()


@pytest.mark.parametrize(
    ("pool", "said"),
    [
        ("", "pool.csv:1: le fichier est vide"),
        (POOL.encode("utf-16"), "pool.csv:1: ce fichier n’est pas en UTF-8"),
        ("id,genre\na,f\u00e9e\n".encode("cp1252"), "pool.csv:2: ce fichier n’est pas en UTF-8"),
        (POOL + "d,fem\0me,\n", "pool.csv:5: ce fichier n’est pas un texte"),
        (POOL + "a,homme,\n", "pool.csv:5: identifiant a déjà lu ligne 3"),
        (POOL + "d,,\n", "pool.csv:5: genre\u00a0: cellule vide"),
        (POOL + ",femme,x\n", "pool.csv:5: identifiant\u00a0: cellule vide"),
        (POOL + "d,femme\n", "pool.csv:5: 2 cellules pour 3 colonnes"),
        (POOL + "d,autre,\n", "pool.csv:5: genre = autre\u00a0: aucune cible pour cette valeur"),
        (POOL + "=1+1,femme,\n", "pool.csv:5: identifiant\u00a0: =1+1 est une formule"),
        (POOL + "d,@SUM(A1),\n", "pool.csv:5: genre\u00a0: @SUM(A1) est une formule"),
        (POOL + "+cmd|' /C calc'!A0,femme,\n", "pool.csv:5: identifiant\u00a0: +cmd|"),
        (POOL.replace("genre", "sexe"), "pool.csv:1: colonne absente\u00a0: genre"),
        (POOL.replace("mail", "genre"), "pool.csv:1: deux colonnes s’appellent genre"),
        (POOL + 'd,"femme,\n', "pool.csv:5: ligne illisible"),
    ],
)
def test_a_pool_is_refused_at_its_line(pool: str | bytes, said: str) -> None:
    assert said in refused(pool)


def test_a_sign_before_a_number_is_a_value() -> None:
    targets = "feature,value,min,max\nage,-25 ans,1,1\nage,+65,1,1\n"
    assert read("id,age\na,-25 ans\nb,+65\n", targets).targets[0].value == "-25 ans"


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        ("feature,value,min\ngenre,femme,1\n", "cibles.csv:1: colonne absente\u00a0: max"),
        (TARGETS.replace("femme,1,1", "femme,un,1"), "cibles.csv:2: min = un\u00a0: un nombre entier"),
        (TARGETS.replace("femme,1,1", "femme,1.5,2"), "cibles.csv:2: min = 1.5\u00a0: un nombre entier"),
        (TARGETS.replace("femme,1,1", "femme,1,"), "cibles.csv:2: max = vide\u00a0: un nombre entier"),
        (TARGETS.replace("femme,1,1", "femme,-1,1"), "cibles.csv:2: min = -1\u00a0: un nombre entier"),
        (
            TARGETS.replace("femme,1,1", "femme,2,1"),
            "genre = femme\u00a0: le minimum 2 dépasse",
        ),
        (TARGETS + "genre,femme,0,1\n", "cibles.csv:4: genre = femme\u00a0: déjà lu ligne 2"),
        (TARGETS + "genre,autre,1,1\n", "cibles.csv:4: genre = autre\u00a0: aucun·e volontaire"),
        (
            TARGETS.replace("1,1", "2,2"),
            "cibles.csv:2: genre\u00a0: les minimums font 4, plus que",
        ),
        (
            TARGETS.replace("1,1", "0,0"),
            "cibles.csv:2: genre\u00a0: les maximums font 0, moins que",
        ),
        ("feature,value,min,max\n", "cibles.csv:1: aucune cible"),
        (TARGETS.replace("femme", "=femme"), "cibles.csv:2: value\u00a0: =femme est une formule"),
    ],
)
def test_targets_are_refused_at_their_line(targets: str, said: str) -> None:
    assert said in refused(POOL, targets)


def test_every_fault_is_told_at_once() -> None:
    said = refused(POOL + "d,,\n,femme,\n")
    assert "pool.csv:5" in said
    assert "pool.csv:6" in said


@pytest.mark.parametrize(("seats", "said"), [(0, "au moins une place"), (4, "4 places à tirer pour 3")])
def test_seats_that_cannot_be(seats: int, said: str) -> None:
    assert said in refused(seats=seats)


def test_a_feature_called_as_anything() -> None:
    targets = TARGETS.replace("genre", "file")
    assert read(POOL.replace("genre", "file"), targets).features == ("file",)


def test_households_are_those_alike_in_every_column_named() -> None:
    rows = ["d,femme,1 rue A,75001", "a,homme,1  RUE a,75001", "b,femme,1 rue A,69001", "c,homme,,75001"]
    pool = "\n".join(["id,genre,rue,code", *rows, "e,homme,,75001"])
    selection = read(pool, households=("rue", "code"))
    assert [person.household for person in selection.volunteers] == [1, 0, 0, 1, 0]
    assert "rue" not in repr(selection)


def test_a_column_of_households_that_is_not_there() -> None:
    assert "colonne absente\u00a0: adresse" in refused(households=("adresse",))
