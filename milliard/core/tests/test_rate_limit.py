import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from milliard.core.rate_limit import Limit, client_address, client_network, is_exceeded, limited

LIMIT = Limit("essai", hits=3, window_s=60)


def request_from(address: str = "203.0.113.7", forwarded: str = ""):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


@pytest.mark.django_db
def test_one_too_many_is_refused_and_the_window_ends() -> None:
    assert [is_exceeded(request_from(), LIMIT) for _ in range(4)] == [False, False, False, True]
    assert not is_exceeded(request_from("203.0.113.8"), LIMIT)
    assert not is_exceeded(request_from(), Limit("autre", hits=3))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_rate_limit SET expires_at = now() - interval '1 second'")
    assert not is_exceeded(request_from(), LIMIT)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8::9", "2001:db8::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix:", "unix:"),
    ],
)
def test_an_address_of_a_network_is_the_network(address: str, network: str) -> None:
    assert client_network(request_from(address)) == network


@pytest.mark.django_db
def test_a_network_does_not_get_a_limit_for_each_of_its_addresses() -> None:
    asked = [is_exceeded(request_from(f"2001:db8::{number:x}:1"), LIMIT) for number in range(5)]
    assert asked == [False, False, False, True, True]


@pytest.mark.django_db
def test_the_table_holds_no_address_and_keys_change_every_day() -> None:
    is_exceeded(request_from(), LIMIT)
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        is_exceeded(request_from(), LIMIT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM core_rate_limit")
        keys = [bytes(key) for (key,) in cursor.fetchall()]
    assert len(set(keys)) == 2
    assert not any(b"203.0.113.7" in key for key in keys)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "198.51.100.1", "203.0.113.7"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.7"),
        (1, " , ,", "203.0.113.7"),
    ],
)
def test_only_what_our_own_proxies_append_is_believed(
    settings, proxies: int, forwarded: str, seen: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert client_address(request_from(forwarded=forwarded)) == seen


def test_twenty_requests_at_once_are_counted_exactly(in_threads) -> None:
    limit = Limit("ensemble", hits=12)
    results = in_threads(*[lambda: is_exceeded(request_from(), limit) for _ in range(20)])
    assert sorted(results) == [False] * 12 + [True] * 8


@pytest.mark.django_db
def test_a_limited_view_counts_the_methods_it_is_told_to() -> None:
    @limited(Limit("formulaire", hits=1), methods={"POST"})
    def view(request):
        return HttpResponse("oui")

    factory = RequestFactory()
    statuses = [view(factory.get("/")).status_code for _ in range(3)]
    statuses += [view(factory.post("/")).status_code for _ in range(2)]
    assert statuses == [200, 200, 200, 200, 429]
