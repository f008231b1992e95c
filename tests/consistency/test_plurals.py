"""Zero takes the singular, wherever a count is written."""

import re

import pytest
from django.template import Context, Engine

from french import plural
from tests.consistency.test_tree import tracked
from tests.harness.faults import assert_none, relative

#: A number shown, then a plural written by hand: zero and one would be wrong.
_BY_HAND = re.compile(r"\|(?:length|entier) ?\}\}(?: |&nbsp;|\u00a0|\u202f)(?!sans\b)\w+s\b")
#: Two words and one plural: «2 réponse commencées».
_HALF_PLURAL = re.compile(r'\|combien:"[^",|]*[ \u00a0][^",|]*"')
#: Said only of several.
_OF_SEVERAL = "|length > 1 %}"


@pytest.mark.parametrize(("count", "said"), [(0, "0 page"), (1, "1 page"), (2, "2 pages"), (1.5, "1,5 page")])
def test_templates_keep_the_singular_below_two(count: float, said: str) -> None:
    for template in ("{{ n }} page{{ n|pluralize }}", "{{ n }} page{{ n|pluralize:',s' }}"):
        assert Engine.get_default().from_string(template).render(Context({"n": count})) == said


def test_the_writer_keeps_the_singular_at_zero() -> None:
    assert plural(0, "réponse") == "0\u00a0réponse"


def test_no_template_writes_a_plural_after_a_number_by_hand() -> None:
    assert_none(
        f"{relative(path)}: {line.strip()}"
        for path in tracked("milliard/*/templates/*.html")
        for line in path.read_text().splitlines()
        if _BY_HAND.search(line) and _OF_SEVERAL not in line
    )


def test_two_words_counted_together_have_their_plural_written() -> None:
    assert _HALF_PLURAL.search('{{ n|combien:"réponse commencée" }}')
    assert_none(
        f"{relative(path)}: {found[0]}"
        for pattern in ("milliard/*/templates/*.html", "milliard/*/templates/*.txt")
        for path in tracked(pattern)
        for found in _HALF_PLURAL.finditer(path.read_text())
    )
