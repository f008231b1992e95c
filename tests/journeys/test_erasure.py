"""Whoever asks to be forgotten is: in the whole database, the logs, the folders, only what is said stays.

On the demonstration country: people with different histories are erased, then every value of each is searched
for in a dump of the database (documents read, sealed texts opened), in what was logged, and in the folders.
"""

import datetime as dt
import io
import json
import os
import re
import subprocess
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connections
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from bootstrap.postgres import programs_folder
from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person, sign_in_with_proof
from milliard.core.erasure_table import kept_fields
from milliard.core.fates import ANY
from milliard.core.sealing import seal, unseal
from milliard.letters.enums import DeliveryState, Lane
from milliard.letters.models import Delivery
from milliard.members.models import Member, MemberProfile, PossibleDuplicate
from milliard.members.services.exclusions import answer_exclusion, decide_exclusion, open_exclusion
from milliard.members.services.merging import merge_pair
from milliard.members.services.rights import erase_on_request
from milliard.payments.enums import Means, RequestState
from milliard.payments.models import Notification, Payment
from milliard.payments.services.tax_receipts import Donor, enter_ruling, issue_receipt_of
from milliard.payments.tests.test_tax_receipts import ISSUER
from milliard.surveys.models import Attachment, Response
from milliard.surveys.services.access import response_key
from milliard.surveys.services.erasure import erase_response
from tests.harness.addresses import MEMBER

pytestmark = pytest.mark.usefixtures("fonts")
#: Column of a table -> purpose it was sealed for.
SEALED = {
    "payments_notification.sealed_body": "payments.notification",
    "members_merge.sealed_before": "members.merge",
}
STREET = "7 rue du Reçu-Inventé"


@dataclass(frozen=True)
class Asker:
    """Somebody of the country, and every value that is theirs alone."""

    story: str
    member: Member
    values: tuple[str, ...]


def values_of(member: Member) -> tuple[str, ...]:
    """Their name in the ways it is written, their address, their telephone."""
    named = (member.name, f"{member.family_name} {member.given_name}", member.search_name)
    return tuple({plain(value) for value in (*named, member.email, member.phone) if len(value) > 4})


def plain(text: str) -> str:
    """Without accents or capitals, as people search."""
    return "".join(
        sign for sign in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(sign)
    )


def one_of(taken: set[int], **facts: Any) -> Member:
    """The first member of these facts whose name and address nobody shares."""
    names = Member.objects.values("search_name").annotate(n=Count("pk")).filter(n=1).values("search_name")
    addresses = Member.objects.values("email").annotate(n=Count("pk")).filter(n=1).values("email")
    alone = Member.objects.filter(search_name__in=names, email__in=addresses, account=None, **facts)
    member = alone.exclude(email="").exclude(pk__in=taken).order_by("pk").distinct().first()
    assert member is not None, facts
    taken.add(member.pk)
    return member


def prepare(admin: User, treasurer: User) -> list[Asker]:
    """Choose them, and let what the country does not hold happen to them."""
    taken: set[int] = set()
    paid = "dues_requests__payment_request__payments__means"
    notified = Delivery.objects.filter(letter__lane=Lane.LEGAL, state=DeliveryState.ACCEPTED)
    phoned = {"phone__gt": "", "profile__birth_year__isnull": False}
    people = {
        "paid by HelloAsso": one_of(taken, **{paid: Means.HELLOASSO_CARD}, **phoned),
        "paid by transfer": one_of(
            taken,
            **{paid: Means.TRANSFER, "dues_requests__payment_request__payments__bank_line__isnull": False},
        ),
        "paid by cheque, with a tax receipt": one_of(taken, **{paid: Means.CHEQUE}),
        "began and never paid": one_of(
            taken,
            register=None,
            dues_requests__payment_request__state=RequestState.OPEN,
            dues_requests__payment_request__payments=None,
        ),
        "received letters": one_of(taken, pk__in=notified.values("member"), **phoned),
        "excluded": one_of(
            taken, register__isnull=False, departures=None, periods__ends_on__gt=timezone.localdate()
        ),
    }
    people["merged"] = merge_two(admin)
    people["answered with an account"] = Member.objects.filter(account__email=MEMBER).latest("pk")
    notify(people["paid by HelloAsso"])
    receipt(people["paid by cheque, with a tax receipt"], treasurer)
    exclude(people["excluded"], admin)
    answer(people["answered with an account"])
    return [Asker(story, member, values_of(member)) for story, member in people.items()]


def merge_two(admin: User) -> Member:
    pair = PossibleDuplicate.objects.filter(dismissed_at=None).earliest("pk")
    return merge_pair(duplicate=pair, keeps_first=True, chosen={}, by=admin).kept


def notify(member: Member) -> None:
    """What HelloAsso posted of their payment, kept sealed for ninety days."""
    body = json.dumps({"eventType": "Payment", "data": {"payer": {"email": member.email}}})
    sealed = seal(body, purpose=SEALED["payments_notification.sealed_body"])
    Notification.objects.create(event_type="Payment", sealed_body=sealed)


def receipt(member: Member, treasurer: User) -> None:
    enter_ruling(
        reference="R-0001",
        ruled_on=dt.date(2020, 1, 1),
        valid_from=dt.date(2020, 1, 1),
        covers_dues=True,
        issuer=ISSUER,
        by=treasurer,
    )
    payment = Payment.objects.filter(meant_for__dues_request__member=member, means=Means.CHEQUE).earliest(
        "pk"
    )
    issue_receipt_of(payment=payment, donor=Donor(member.name, STREET), by=treasurer)


def exclude(member: Member, admin: User) -> None:
    account = make_person(email="compte.exclu@exemple.invalid")
    Member.objects.filter(pk=member.pk).update(account=account)
    member.refresh_from_db()
    until = timezone.localdate() + dt.timedelta(days=20)
    grounds = f"{member.name} a pris la caisse."
    exclusion = open_exclusion(member=member, grounds=grounds, answer_by=until, by=admin)
    exclusion = answer_exclusion(exclusion=exclusion, answer=f"Moi, {member.name}, non.", by=account)
    decide_exclusion(exclusion=exclusion, is_excluded=True, decision=f"{member.name} part.", by=admin)


def answer(member: Member) -> None:
    """A response that gives their address, with a file that names them."""
    response = Response.objects.complete().filter(collection__is_anonymous=False).earliest("pk")
    Response.objects.filter(pk=response.pk).update(
        resume_email=member.email, answers={**response.answers, "mot": f"Signé {member.name}"}
    )
    attachment = Attachment(response=response, path="mot", name=f"{member.name}.txt", size=1)
    attachment.file.save("mot.txt", ContentFile(f"Je suis {member.name}".encode()))


def erase(asker: Asker, admin: User) -> None:
    """Each by the door they would take."""
    for response in Response.objects.filter(resume_email=asker.member.email):
        erase_response(collection=response.collection, key=response_key(response))
    if asker.member.account is None:
        said = {"channel": "letter", "proof": "known", "asked_on": timezone.localdate()}
        erase_on_request(member=asker.member, by=admin, **said)
        return
    client = Client()
    sign_in_with_proof(client, asker.member.account)
    response = client.post(reverse("accounts:account_erase"), {"confirmation": "effacer"})
    assert response.status_code == 302, response.content


def dumped(folder: Path) -> Iterator[tuple[str, str]]:
    """(table.column, text) of every value of the database, as pg_dump writes it."""
    file, place = folder / "dump.sql", connections["default"].settings_dict
    address = ["-h", place["HOST"], "-U", place["USER"], "-f", str(file), place["NAME"]]
    command = [str(programs_folder() / "pg_dump"), "--data-only", *address]
    subprocess.run(command, check=True, env={**os.environ, "PGPASSWORD": place["PASSWORD"]})
    columns: list[str] = []
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if head := re.match(r"COPY public\.\"?(\w+)\"? \((.*)\) FROM stdin;", line):
                columns = [f"{head[1]}.{name.strip().strip(chr(34))}" for name in head[2].split(",")]
            elif line.startswith("\\."):
                columns = []
            elif columns:
                yield from zip(columns, line.rstrip("\n").split("\t"), strict=True)


def legible(column: str, value: str) -> str:
    """What a value says to who wants to know: sealed texts opened, documents read."""
    if column in SEALED and value:
        return unseal(value, purpose=SEALED[column])
    if value.startswith("\\\\x"):
        raw = bytes.fromhex(value[3:])
        if raw.startswith(b"%PDF"):
            return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages)
        return raw.decode("utf-8", errors="ignore")
    return value


def places(askers: list[Asker], texts: Iterator[tuple[str, str]]) -> dict[str, set[str]]:
    """Story -> where one of their values is found."""
    found: dict[str, set[str]] = defaultdict(set)
    anything = re.compile("|".join(re.escape(value) for asker in askers for value in asker.values))
    whose = {value: asker.story for asker in askers for value in asker.values}
    for place, value in texts:
        if len(value) > 4:
            for hit in anything.findall(plain(legible(place, value))):
                found[whose[hit]].add(place)
    return dict(found)


def sessions() -> Iterator[tuple[str, str]]:
    for session in Session.objects.all():
        yield "django_session.session_data", str(session.get_decoded())


def paths() -> set[Path]:
    """Every file of the folders."""
    storage_folders = (Path(storages[name].location) for name in ("private", "default"))  # type: ignore[attr-defined]
    return {path for folder in storage_folders for path in folder.rglob("*") if path.is_file()}


def files(but: set[Path]) -> Iterator[tuple[str, str]]:
    """(«folder», name or content) of every file, but those that another run left."""
    for path in paths() - but:
        yield "folder", str(path)
        yield "folder", path.read_bytes().decode("utf-8", errors="ignore")


def column_of(model: type[Any], name: str) -> str:
    return str(model._meta.get_field(name).column)


def said_to_be_kept() -> set[str]:
    """Columns that the table says stay as they were, histories included."""
    kept = set()
    for _, fields, model in kept_fields():
        models = [model, *getattr(model, "pgh_event_models", {}).values()]
        names = [name for name in fields.kept.split() if name != ANY]
        kept |= {
            f"{one._meta.db_table}.{one._meta.get_field(name).column}" for one in models for name in names
        }
    return kept


def test_only_what_the_table_says_stays_of_those_who_are_erased(
    demo_database: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    others = paths()
    admin, treasurer = make_person(role=Role.ADMIN), make_person(role=Role.TREASURER)
    askers = prepare(admin, treasurer)
    before = places(askers, dumped(tmp_path))
    # Their names, in one column or two, are found before; generated columns are in no dump.
    assert all("members_member.email" in before[asker.story] for asker in askers)
    assert "folder" in places(askers, files(others))["answered with an account"]
    caplog.clear()
    capfd.readouterr()
    for asker in askers:
        erase(asker, admin)
    logged = "\n".join((caplog.text, *capfd.readouterr()))
    after = places(askers, dumped(tmp_path))
    kept = said_to_be_kept()
    assert {story: found - kept for story, found in after.items() if found - kept} == {}
    assert after["paid by HelloAsso"] >= {"payments_payment.payer_name", "payments_paymentrequest.payer_name"}
    assert "payments_notification.sealed_body" in after["paid by HelloAsso"]
    assert "payments_bankline.counterparty" in after["paid by transfer"]
    assert after["paid by cheque, with a tax receipt"] >= {
        "payments_taxreceipt.pdf",
        "payments_taxreceipt.content",
    }
    assert after["received letters"] >= {"letters_delivery.address"}
    # No money, no document: but what a bank wrote stays as it wrote it.
    assert after.get("began and never paid", set()) <= {
        "payments_bankline.counterparty",
        "payments_bankline.label",
    }
    assert places(askers, files(others)) == {}
    assert places(askers, sessions()) == {}
    assert logged
    assert places(askers, iter([("logs", logged)])) == {}
    assert not MemberProfile.objects.filter(member__in=[asker.member for asker in askers]).exists()
    assert not Member.objects.filter(pk__in=[asker.member.pk for asker in askers], erased_at=None).exists()
