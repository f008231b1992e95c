"""Spaces that must not break, real apostrophes, pronouns kept with their verb; nothing else moves."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from french import typeset


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quoi ? Oui ! Non ; bon : 5 %", "Quoi\u202f? Oui\u202f! Non\u202f; bon\u00a0: 5\u00a0%"),
        ("« Oui » : 1 234 567 €", "«\u00a0Oui\u00a0»\u00a0: 1\u202f234\u202f567\u00a0€"),
        ("en 2024 1234 et 12 34", "en 2024 1234 et 12 34"),
        ("14 h 05, 3 km, 20 min, 4 M€, 2 Md€", "14\u00a0h 05, 3\u00a0km, 20\u00a0min, 4\u00a0M€, 2\u00a0Md€"),
        ("14 heures, 3 kmol", "14 heures, 3 kmol"),
        ("Un mot – entre deux – ici", "Un mot –\u00a0entre deux –\u00a0ici"),
        ("jusqu’au bout · n = 510", "jusqu’au bout\u00a0· n = 510"),
        ("déjà fait\u00a0? oui\u202f: bon", "déjà fait\u202f? oui\u00a0: bon"),
        ("l'été, 5' et 'oui'", "l’été, 5' et 'oui'"),
        ("l&#x27;été, l&#39;été", "l’été, l’été"),
        ("Qu'auriez-vous, que reste-t-il ?", "Qu’auriez‑vous, que reste‑t‑il\u202f?"),
        ("celles-ci, une demi-heure", "celles‑ci, une demi‑heure"),
        ("Gardez-le.", "Gardez‑le."),
        ("bien-être, arc-en-ciel, Aix-en-Provence", "bien-être, arc-en-ciel, Aix-en-Provence"),
        ("dit-il@exemple.fr, https://a.fr/dit-il/", "dit-il@exemple.fr, https://a.fr/dit-il/"),
        ("a.fr/dit-on dit-on.fr", "a.fr/dit-on dit-on.fr"),
        ('<a href="/?q=a ; b">Quoi ?</a>', '<a href="/?q=a ; b">Quoi\u202f?</a>'),
        ("<a title='l'>qu'elle</a>", "<a title='l'>qu’elle</a>"),
        ("si 1 < 2 : vrai", "si 1 < 2\u00a0: vrai"),
        ("si a < b : <b>oui ?</b>", "si a < b\u00a0: <b>oui\u202f?</b>"),  # a lone < opens no tag
        ("« < » ou « > » : non", "«\u00a0<\u00a0» ou «\u00a0>\u00a0»\u00a0: non"),
        ("<p>Oui ?</p><!-- a ; b --><br/>", "<p>Oui\u202f?</p><!-- a ; b --><br/>"),
        ("", ""),
    ],
)
def test_texts(text: str, expected: str) -> None:
    assert typeset(text) == expected


@given(st.text(alphabet="abt'il-@./1 234:;!?«»%€\u00a0\u202f<>–·hM", max_size=40))
def test_only_the_look_of_signs_changes_and_only_once(text: str) -> None:
    done = typeset(text)
    flat = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2019": "'", "\u2011": "-"})
    assert done.translate(flat) == text.translate(flat)
    assert typeset(done) == done


@pytest.mark.parametrize("sign", ["<", "a", "a-", "l'", " ", "1 ", "«", "-t-il", "&#x27;", "demi-"])
def test_long_texts_take_no_more_than_their_length(sign: str) -> None:
    began = time.process_time()
    typeset(sign * (200_000 // len(sign)))
    assert time.process_time() - began < 2
