"""Names of organisations and of people, for properties: what must never get in, and what always must."""

from hypothesis import strategies as st

from french.person_names import ORGANISATION_WORDS

_FORMS = [word for word in ORGANISATION_WORDS if len(word) <= 6 and word not in ("asbl",)]
_ACCENTED = {
    "cooperative": "coopérative",
    "federation": "fédération",
    "societe": "société",
    "etablissements": "établissements",
    "prefecture": "préfecture",
    "ministere": "ministère",
    "collectivite": "collectivité",
}
_AROUND = st.sampled_from(
    [
        "Martin",
        "des amis du lac",
        "Générale",
        "Dupont et fils",
        "d’Exemple",
        "de l’Île",
        "Val-d’Oise",
        "La Ruche",
    ]
)
_CASES = st.sampled_from([str.lower, str.upper, str.title])


@st.composite
def _words(draw: st.DrawFn) -> str:
    """The word that says it: with its accents or not, its letters apart or not, in any case."""
    word = draw(st.sampled_from(ORGANISATION_WORDS))
    if word in _ACCENTED and draw(st.booleans()):
        word = _ACCENTED[word]
    if word in _FORMS and draw(st.booleans()):
        word = draw(st.sampled_from([". ", ".", " "])).join(word)
    return draw(_CASES)(word)


@st.composite
def organisations(draw: st.DrawFn) -> tuple[str, str]:
    """What is typed for a given name and a family name by whoever joins for an organisation."""
    word, around = draw(_words()), draw(_AROUND)
    return draw(
        st.sampled_from(
            [
                (word, around),
                (around, word),
                (f"{word} {around}", "Durand"),
                ("Camille", f"{around} {word}"),
                (f"{around}, {word}", "Durand"),
                (f"{word}-{around}", "Durand"),
                (f"{word} {around}", "732 829 320"),
            ]
        )
    )


#: Legal forms that are somebody's name too, written as forms.
SHOUTED = [
    ("EARL", "des Prés"),
    ("SAS", "Martin"),
    ("Camille", "SCI des Tilleuls"),
    ("Asso du coin", "Durand"),
]
#: Borne by people, some of them like a legal form or a body (docs/decisions/0019 says where they come from).
BORNE = [
    *[("Earl", "Hines"), ("Sas", "Van Gent"), ("Sasu", "Ripatti"), ("Hok", "Gie"), ("Li", "Ong")],
    *[("Raymond", "Asso"), ("Gary", "Coop"), ("Vittorio", "De Sica"), ("Jean", "SAS"), ("Marie", "COMMUNE")],
    *[("Anne-Lise", "d’Ornano"), ("Jean Marie", "de La Rochefoucauld"), ("O", "Y"), ("N'Golo", "Kanté")],
    *[
        ("فاطمة", "الزهراء"),
        ("Nguyễn", "Thị Minh Khai"),
        ("می\u200cنا", "احمدی"),
        ("李", "小龙"),
        ("Ulug‘bek", "X"),
    ],
    *[("A" * 80, "B" * 80), ("Martin Luther", "King Jr."), ("Éloïse", "Lœuil"), ("Charles", "de Gaulle")],
    *[("Florence", "Mairie"), ("S.", "Martin"), ("J. R. R.", "Tolkien"), ("Dominique", "Le Syndic")],
]
_SYLLABLES = st.sampled_from(
    [
        *("ba", "da", "fé", "go", "ki", "lou", "ma", "né", "pa", "ra", "sa"),
        *("ti", "vo", "ya", "zé", "an", "el"),
    ]
)


def people() -> st.SearchStrategy[tuple[str, str]]:
    """Names that people bear, or could: syllables, with particles, hyphens and one letter alone."""
    name = st.lists(_SYLLABLES, min_size=1, max_size=4).map(lambda parts: "".join(parts).title())
    given = st.one_of(name, st.tuples(name, name).map("-".join), st.sampled_from(["O", "É", "X."]))
    particle = st.sampled_from(["", "de ", "d’", "du ", "Le ", "van der ", "ben ", "El "])
    family = st.tuples(particle, name, st.sampled_from([str, str.upper])).map(
        lambda one: one[0] + one[2](one[1])
    )
    return st.one_of(st.sampled_from(BORNE), st.tuples(given, family))
