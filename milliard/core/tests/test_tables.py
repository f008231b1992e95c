"""Keyset pages against the plain full list, on real rows of PostgreSQL."""

import pytest
from django.db import connection
from django.db.models import F, Q, Value
from django.db.models.functions import NullIf
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from milliard.core.models import OutboxMail
from milliard.core.tables import BadCursor, EitherQuerySet, page_of, page_urls, paginate_keyset

pytestmark = pytest.mark.django_db
_ADD = """
INSERT INTO core_outboxmail (recipient, subject, body, sent_at)
SELECT 'a@example.org', number %% 7, '', now() - number / %(same_day)s * interval '1 day'
FROM generate_series(0, %(count)s - 1) AS number
"""


def add(count: int, *, same_day: int = 3) -> None:
    with connection.cursor() as cursor:  # one statement: Django takes seconds for 10,000 rows
        cursor.execute(_ADD, {"count": count, "same_day": same_day})


def walk(queryset, order, size):
    pages, page = [], paginate_keyset(queryset, order=order, size=size)
    pages.append(page)
    while page.next:
        page = paginate_keyset(queryset, order=order, size=size, cursor=page.next)
        pages.append(page)
    return pages


# A subject "0" stands for «no value»: annotations may be null.
MAYBE = {"maybe": NullIf(F("subject"), Value("0"))}


@settings(max_examples=25)
@given(
    size=st.integers(1, 9),
    order=st.lists(
        st.sampled_from(["subject", "-subject", "sent_at", "-sent_at", "maybe", "-maybe", "-pk"]),
        min_size=1,
        max_size=3,
        unique_by=lambda term: term.lstrip("-"),
    ),
)
def test_pages_in_both_directions_show_each_row_once_in_order(size: int, order: list[str]) -> None:
    OutboxMail.objects.all().delete()
    add(23)
    queryset = OutboxMail.objects.annotate(**MAYBE)
    terms = [
        F(term.lstrip("-")).desc(nulls_last=True) if term.startswith("-") else F(term).asc(nulls_last=True)
        for term in order
    ]
    if "-pk" not in order:
        terms.append("-pk" if order[-1].startswith("-") else "pk")
    expected = [row.pk for row in queryset.order_by(*terms)]
    pages = walk(queryset, order, size)
    assert [row.pk for page in pages for row in page.rows] == expected
    back, page = [], pages[-1]
    assert page.next is None
    while page.previous:
        page = paginate_keyset(queryset, order=order, size=size, cursor=page.previous)
        back = [row.pk for row in page.rows] + back
    assert back == expected[: len(expected) - len(pages[-1].rows)]
    assert pages[0].previous is None


def test_values_rows_work_too() -> None:
    add(5)
    pages = walk(OutboxMail.objects.values("pk", "subject"), ["subject"], 2)
    assert [row["subject"] for page in pages for row in page.rows] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("count", [10, 10_000])
def test_one_query_per_page_whatever_the_size(count: int, django_assert_num_queries) -> None:
    add(count)
    first = paginate_keyset(OutboxMail.objects.all(), order=["-sent_at"], size=4)
    with django_assert_num_queries(1):
        second = paginate_keyset(OutboxMail.objects.all(), order=["-sent_at"], size=4, cursor=first.next)
    assert len(second.rows) == 4
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}


def test_a_row_added_meanwhile_moves_nobody() -> None:
    add(6)
    first = paginate_keyset(OutboxMail.objects.all(), order=["-sent_at"], size=3)
    expected = paginate_keyset(OutboxMail.objects.all(), order=["-sent_at"], size=3, cursor=first.next).rows
    OutboxMail.objects.create(recipient="b@example.org", subject="nouveau", body="")
    assert (
        paginate_keyset(OutboxMail.objects.all(), order=["-sent_at"], size=3, cursor=first.next).rows
        == expected
    )


def test_a_forged_cursor_or_one_of_another_order_is_refused() -> None:
    add(5)
    cursor = paginate_keyset(OutboxMail.objects.all(), order=["subject"], size=2).next
    assert cursor is not None
    for bad, order in ((cursor[:-2] + "xx", "subject"), ("n'importe quoi", "subject"), (cursor, "-subject")):
        with pytest.raises(BadCursor):
            paginate_keyset(OutboxMail.objects.all(), order=[order], size=2, cursor=bad)


def test_a_request_with_a_damaged_cursor_shows_the_first_page_and_links_keep_the_filters() -> None:
    add(5)
    request = RequestFactory().get("/liste/", {"page": "abîmé", "q": "été"})
    page = page_of(request, OutboxMail.objects.all(), order=["subject"], size=2)
    assert [row.subject for row in page.rows] == ["0", "1"]
    urls = page_urls(request, page)
    assert urls["previous_url"] == urls["first_url"] == ""
    assert "q=%C3%A9t%C3%A9" in urls["next_url"]
    following = page_of(
        RequestFactory().get(urls["next_url"]), OutboxMail.objects.all(), order=["subject"], size=2
    )
    assert [row.subject for row in following.rows] == ["2", "3"]
    assert page_urls(request, following)["first_url"] == "/liste/?q=%C3%A9t%C3%A9"


def test_an_empty_list_has_one_empty_page() -> None:
    page = paginate_keyset(OutboxMail.objects.all(), order=["subject"])
    assert (page.rows, page.next, page.previous) == ([], None, None)


def test_rows_of_several_cases_stand_once_each_in_one_order() -> None:
    add(23)
    found = EitherQuerySet(OutboxMail).filter(subject__in=["1", "2", "3"])
    cases = Q(subject__in=["1", "2"]), Q(subject__in=["2", "3"])
    expected = list(found.order_by("sent_at", "pk").values_list("pk", flat=True))
    pages = walk(found.either(*cases).filter(body=""), ["sent_at"], 4)
    assert [row.pk for page in pages for row in page.rows] == expected
    both = walk(found.either(*cases).either(Q(subject="2"), Q(subject__in=["1", "3"])), ["-sent_at"], 4)
    assert [row.pk for page in both for row in page.rows] == expected[::-1]
