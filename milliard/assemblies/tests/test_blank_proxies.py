"""Proxies without a name are given out in turn: nobody has a second one before everybody had a first."""

from collections import Counter

import pytest

from milliard.assemblies.enums import ProxyState
from milliard.assemblies.models import Assembly, Proxy, RollEntry
from milliard.assemblies.services.assemblies import name_bureau, open_assembly
from milliard.assemblies.services.proxies import give_proxy
from milliard.assemblies.tests.factories import come, entries_of, entrust, make_assembly
from milliard.statutes.enums import BlankProxyRule

pytestmark = pytest.mark.django_db


def opened_with(assembly: Assembly, there: list[RollEntry], away: list[RollEntry]) -> Counter[int]:
    """How many each of ``there``, by place in the order of the roll, is given of what ``away`` give."""
    for giver in away:
        give_proxy(giver=giver, holder=None, by=None)
    come(*there)
    name_bureau(assembly=assembly, chair=there[0], secretary=there[1], by=None)
    open_assembly(assembly=assembly, by=None)
    order = sorted(there, key=lambda entry: entry.number)
    places = {entry.pk: place for place, entry in enumerate(order)}
    given = Proxy.objects.filter(assembly=assembly, is_blank=True, state=ProxyState.ACCEPTED)
    return Counter(places[holder] for holder in given.values_list("holder", flat=True) if holder)


def test_each_has_one_before_anybody_has_two() -> None:
    assembly = make_assembly(voters=13, proxy_cap=3)
    entries = entries_of(assembly)
    there, away = entries[:5], entries[5:]
    first = min(there, key=lambda entry: entry.number)
    for giver in away[:2]:  # whoever is first in the order has room for one alone
        entrust(giver, first)
    assert opened_with(assembly, there, away[2:]) == {0: 1, 1: 2, 2: 1, 3: 1, 4: 1}


def test_what_nobody_has_room_for_is_unused() -> None:
    assembly = make_assembly(voters=9, proxy_cap=2)
    entries = entries_of(assembly)
    assert opened_with(assembly, entries[:3], entries[3:]) == {0: 2, 1: 2, 2: 2}
    assembly = make_assembly(voters=9, proxy_cap=1)
    entries = entries_of(assembly)[-9:]
    assert opened_with(assembly, entries[:3], entries[3:]) == {0: 1, 1: 1, 2: 1}
    unused = Proxy.objects.filter(assembly=assembly, state=ProxyState.UNUSED)
    assert unused.count() == 3


def test_to_the_chair_within_the_cap() -> None:
    assembly = make_assembly(voters=6, proxy_cap=2, blank_proxies=BlankProxyRule.CHAIR)
    entries = entries_of(assembly)
    chair = sorted(entries[:3], key=lambda entry: entry.number).index(entries[0])
    assert opened_with(assembly, entries[:3], entries[3:]) == {chair: 2}
