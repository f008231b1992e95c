"""People in front of a page of an assembly: a browser signed in as whoever holds an entry of its roll."""

import re
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.assemblies.enums import AssemblyState
from milliard.assemblies.models import Assembly, Resolution, RollEntry, VotingRight
from milliard.assemblies.tests.factories import entries_of, make_assembly, make_voter


def assembly_of(*names: str, state: AssemblyState = AssemblyState.OPEN, **rules: Any) -> Assembly:
    """An assembly of people who each have an account; the first of them presides."""
    members = [make_voter(make_person(), given_name=name, family_name="Inventé") for name in names]
    return make_assembly(members=members, state=state, **rules)


def entries_by_name(assembly: Assembly) -> dict[str, RollEntry]:
    return {entry.member.given_name: entry for entry in entries_of(assembly)}


def browser_of(entry: RollEntry) -> Client:
    account = entry.member.account
    assert account is not None
    return signed_in(account)


def address(name: str, assembly: Assembly, *more: object) -> str:
    return reverse(f"assemblies:{name}", args=[assembly.public_id, *more])


def vote_url(resolution: Resolution) -> str:
    return address("vote", resolution.assembly, resolution.position)


def typed(resolution: Resolution, entry: RollEntry, seen: int = 0, **fields: Any) -> dict[str, Any]:
    """What the form of one mandate sends: ``choice="for"`` becomes its field."""
    right = VotingRight.objects.get(resolution=resolution, entry=entry)
    named = {f"v{right.pk}_{name}": value for name, value in fields.items()}
    return {"key": str(uuid4()), f"v{right.pk}_seen": str(seen), **named}


def text_of(response: Any) -> str:
    """The page on one line; no-break spaces stay."""
    return re.sub(r"[ \n]+", " ", response.content.decode())
