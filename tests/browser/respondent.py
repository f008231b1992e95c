"""A person on a questionnaire in a browser: uses the controls as they are drawn, whatever runs behind."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def _beginning(question: str) -> re.Pattern[str]:
    """What a label begins with; its hyphens may be of those that do not break."""
    return re.compile(r"^\s*" + re.escape(question).replace(r"\-", "[-\u2011]"))


class Respondent:
    """Answers on ``page``. ``javascript`` says which of the two ways of the page the person meets."""

    def __init__(self, page: Any, *, javascript: bool = True) -> None:
        self.page = page
        self.javascript = javascript

    def field(self, question: str, *, within: Any = None) -> Any:
        """The box under this label, the beginning of which is enough."""
        return (within or self.page).get_by_label(_beginning(question)).first

    def group(self, question: str, *, within: Any = None) -> Any:
        """The choices under this question."""
        return (within or self.page).get_by_role("group", name=_beginning(question)).first

    def write(self, question: str, text: str, *, within: Any = None) -> None:
        box = self.field(question, within=within)
        box.fill(text)
        box.blur()  # where scripts run, this is when the answer leaves

    def choose(self, question: str, *answers: str, within: Any = None) -> None:
        """Tick by the words of each answer, as a finger would."""
        for answer in answers:
            self.group(question, within=within).get_by_text(answer, exact=True).click()

    def select(self, question: str, answer: str) -> None:
        self.field(question).select_option(label=answer)

    def choose_commune(self, question: str, typed: str, name: str) -> None:
        """Type the first letters, then take the row the page proposes."""
        box = self.field(question)
        box.press_sequentially(typed)
        if not self.javascript:
            with self.new_page():
                self.page.get_by_role("button", name="Chercher").click()
        self.page.get_by_role("radio", name=re.compile(f"^{re.escape(name)} ")).first.check()

    def expect_follow_up(self, question: str) -> None:
        """A question that depends on another one: the page brings it, or the button does."""
        if not self.javascript:
            with self.new_page():
                self.page.get_by_role("button", name="Mettre à jour la page").click()
        self.page.get_by_text(question).first.wait_for(state="visible")

    def add_row(self, question: str) -> Any:
        """Another row of a repeated group; gives it back."""
        count = self.page.locator("fieldset.repeat").count()
        with self.new_page():
            self.page.get_by_role("button", name=re.compile(f"^Ajouter.*{re.escape(question)}", re.I)).click()
        rows = self.page.locator("fieldset.repeat")
        assert rows.count() == count + 1
        return rows.last

    def go(self, button: str) -> None:
        """Press a button that leads to another page."""
        with self.new_page():
            self.page.get_by_role("button", name=button, exact=True).click()

    def reads(self, title: str) -> None:
        """The page's main title, whatever its hyphens and spaces; else what stands there instead."""
        found = " ".join(self.page.locator("h1").inner_text().split()).replace("\u2011", "-")
        assert found == title, self.page.locator("main").inner_text()[:2_000]

    @contextmanager
    def new_page(self) -> Iterator[None]:
        with self.page.expect_navigation():
            yield
