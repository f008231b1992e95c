"""The questions of the page of questions: their addresses, those that some words find, what robots read."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import _json_script_escapes, strip_tags  # type: ignore[attr-defined]
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText, expand_db_html

from milliard.core.search import find_among, search_query
from milliard.core.search_finding import nearest_spelling
from milliard.website.models import FaqPage

_LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question, its address in the page, its answer for the page and as words alone."""

    anchor: str
    question: str
    answer: RichText
    answer_text: str
    theme: str


@dataclass(frozen=True, slots=True)
class QuestionTheme:
    """Questions under one heading; "" before the first heading."""

    title: str
    anchor: str
    questions: Sequence[AnsweredQuestion]


def questions_of(page: FaqPage) -> list[AnsweredQuestion]:
    """All of them, in order."""
    theme, found = "", []
    for block in page.body:
        if block.block_type == "theme":
            theme = block.value["text"]
            continue
        answer = block.value["answer"]
        text = " ".join(strip_tags(answer.source.replace("</p>", "</p> ").replace("</li>", " </li>")).split())
        found.append(AnsweredQuestion(_anchor(block), block.value["question"], answer, text, theme))
    return found


def _anchor(block: Any) -> str:
    """From the number Wagtail gave the question when it was written: it stays whatever the words become."""
    return f"q-{str(block.id).replace('-', '')[:10]}"


def faq_context(page: FaqPage, request: HttpRequest) -> dict[str, Any]:
    """Variables of ``website/faq_page.html``: all the questions, or those that the words of ``?q=`` find."""
    questions = questions_of(page)
    query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:_LONGEST_QUERY]
    shown = list(_matching(questions, query)) if query else questions
    return {
        "query": query,
        "themes": _themes(shown),
        "count": len(shown),
        "schema": faq_data(questions, page) if questions and not query else "",
        "simulated": settings.IS_DEMONSTRATION,
    }


def _matching(questions: Sequence[AnsweredQuestion], query: str) -> Iterator[AnsweredQuestion]:
    """In the order of the page, as they are read: all the words, else their beginnings, else others near."""
    texts = [(one.question, one.answer_text) for one in questions]
    for words in (search_query(query), search_query(query, begins=True), _respelled(query)):
        if places := find_among(words, texts):
            yield from (questions[place] for place in sorted(places))
            return


def _respelled(query: str) -> str:
    return search_query(nearest_spelling(query))


def _themes(questions: Sequence[AnsweredQuestion]) -> list[QuestionTheme]:
    titles = dict.fromkeys(one.theme for one in questions)
    return [
        QuestionTheme(title, f"theme-{place}", [one for one in questions if one.theme == title])
        for place, title in enumerate(titles)
    ]


def faq_data(questions: Sequence[AnsweredQuestion], page: FaqPage) -> SafeString:
    """The questions as schema.org tells them, JSON-LD; what would close its script is written in escapes."""
    data = {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "@id": f"{settings.SITE_URL}{page.url}",
        "inLanguage": "fr",
        "mainEntity": [
            {
                "@type": "Question",
                "@id": f"{settings.SITE_URL}{page.url}#{one.anchor}",
                "name": one.question,
                "acceptedAnswer": {"@type": "Answer", "text": expand_db_html(one.answer.source)},
            }
            for one in questions
        ],
    }
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_json_script_escapes))  # noqa: S308
