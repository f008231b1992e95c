"""Every example of docs/reference/dues.md."""

import datetime as dt
import re

import pytest

from milliard.members.tests.stories import Story, set_rates
from tests.harness.pages import DOCS

pytestmark = pytest.mark.django_db
_ROW = re.compile(
    r"^\| (rolling|calendar-\d\d-\d\d) \| (.+) \| (\S+) \| (\w+) \| (\S*) ?\| (yes|no) \|$", re.MULTILINE
)
EXAMPLES = _ROW.findall((DOCS / "reference" / "dues.md").read_text())


def test_the_page_holds_the_examples() -> None:
    assert len(EXAMPLES) >= 50


@pytest.mark.parametrize(("rule", "happens", "on", "state", "until", "votes"), EXAMPLES)
def test_an_example(rule: str, happens: str, on: str, state: str, until: str, votes: str) -> None:
    set_rates(rule)
    story = Story()
    for event in happens.split("; ") if happens != "nothing" else ():
        word, day = event.split()
        story.live(word, dt.date.fromisoformat(day))
    expected = (state, dt.date.fromisoformat(until) if until else None, votes == "yes")
    assert story.state(dt.date.fromisoformat(on)) == expected
