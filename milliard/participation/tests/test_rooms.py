"""What a group keeps for itself: a page, documents for those inside alone; letters, by the rules of all."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.core.received_files import FileRefused
from milliard.core.refusals import NotAllowed
from milliard.letters.enums import DeliveryState, Lane, Rhythm
from milliard.letters.models import Delivery, Letter, Subscription
from milliard.letters.services.recipients import NobodyToWrite
from milliard.letters.writing import UnknownPlaceholder
from milliard.members.models import Member
from milliard.members.tests.factories import make_joined, make_rates
from milliard.participation.enums import SeatState
from milliard.participation.models import GroupDocument, GroupLetter, GroupSeat, WorkingGroup
from milliard.participation.services import group_letters, groups, rooms
from milliard.participation.tests.factories import PDF, make_document, make_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def referent() -> Member:
    return make_joined(given_name="Ada")


@pytest.fixture
def group(referent: Member) -> WorkingGroup:
    return make_group(referent, name="Lire [des] comptes")


def inside(group: WorkingGroup, name: str = "Bob") -> Member:
    member = make_joined(given_name=name)
    GroupSeat.objects.create(group=group, member=member, state=SeatState.IN)
    return member


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def url(group: WorkingGroup, end: str = "") -> str:
    return f"/agir/groupes/{group.slug}/{end}"


# Documents


def test_a_document_is_for_those_inside_alone(group: WorkingGroup, referent: Member) -> None:
    document = make_document(group, referent)
    address = url(group, f"documents/{document.public_id}/")
    answer = client_of(inside(group)).get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert 'attachment; filename="compte-rendu.pdf"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    gone = inside(group, "Léo")
    GroupSeat.objects.filter(member=gone).update(state=SeatState.LEFT)
    asked = inside(group, "Mia")
    GroupSeat.objects.filter(member=asked).update(state=SeatState.ASKED)
    for client in (client_of(gone), client_of(asked), client_of(make_joined()), signed_in(Role.ORGANISER)):
        assert client.get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_a_file_is_typed_by_its_bytes_and_named_by_nobody(group: WorkingGroup, referent: Member) -> None:
    document = make_document(group, referent)
    assert (document.content_type, document.size_bytes) == ("application/pdf", len(PDF))
    assert "compte-rendu" not in document.file.name
    for content, name in ((b"<html><script>", "a.pdf"), (b"MZ" + b"\0" * 100, "a.pdf"), (b"", "a.pdf")):
        upload = SimpleUploadedFile(name, content)
        with pytest.raises(FileRefused):
            rooms.add_document(group=group, member=referent, title="Faux", upload=upload, by=referent.account)
    assert GroupDocument.objects.count() == 1


def test_who_may_add_and_remove(group: WorkingGroup, referent: Member, monkeypatch: Any) -> None:
    stranger, bob = make_joined(), inside(group)
    with pytest.raises(NotAllowed):
        make_document(group, stranger)
    theirs, mine = make_document(group, referent), make_document(group, bob)
    with pytest.raises(NotAllowed):
        rooms.remove_document(document=theirs, by=bob.account)
    rooms.remove_document(document=mine, by=bob.account)
    rooms.remove_document(document=mine, by=bob.account)
    team = make_person(role=Role.ORGANISER)
    rooms.remove_document(document=theirs, by=team)
    removed = ModelLogEntry.objects.filter(action="participation.document.removed").order_by("pk")
    assert list(removed.values_list("user", flat=True)) == [bob.account_id, team.pk]
    monkeypatch.setattr(rooms, "MAX_DOCUMENTS", 1)
    make_document(group, bob)
    with pytest.raises(rooms.RoomFull):
        make_document(group, bob)
    groups.end_group(group=group, by=referent.account)
    with pytest.raises(groups.GroupEnded):
        make_document(group, bob)


def test_bytes_go_with_their_row_and_orphans_after_a_day(
    group: WorkingGroup, referent: Member, django_capture_on_commit_callbacks: Any
) -> None:
    storage = storages["private"]
    document, kept = make_document(group, referent), make_document(group, referent)
    with django_capture_on_commit_callbacks(execute=True):
        rooms.remove_document(document=document, by=referent.account)
    assert not storage.exists(document.file.name)
    GroupDocument.objects.filter(pk=kept.pk).delete()
    orphan, alive = kept.file.name, make_document(group, referent)
    for days, there in ((0, True), (2, False)):
        with (
            time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            rooms.sweep_documents()
        assert (storage.exists(orphan), storage.exists(alive.file.name)) == (there, True)


def test_from_the_page_of_the_group(group: WorkingGroup, referent: Member) -> None:
    client, page = client_of(referent), url(group, "documents/")
    assert "Aucun document" in client.get(page).content.decode()
    wrong = client.post(page, {"title": "Faux", "file": SimpleUploadedFile("a.pdf", b"<html>")})
    assert (wrong.status_code, "n’est pas accepté" in wrong.content.decode()) == (422, True)
    assert 'value="Faux"' in wrong.content.decode()
    sent = client.post(page, {"title": "Ordre du jour", "file": SimpleUploadedFile("a.pdf", PDF)})
    assert sent.status_code == 302
    document = GroupDocument.objects.get()
    assert f"documents/{document.public_id}/" in client.get(url(group)).content.decode()
    assert "Ordre du jour" not in Client().get(url(group)).content.decode()
    team = signed_in(Role.ORGANISER).get(page).content.decode()
    assert ("Ordre du jour" in team, f'documents/{document.public_id}/"' in team) == (True, False)
    assert client.post(f"{page}{document.public_id}/retirer/").status_code == 302
    assert not GroupDocument.objects.exists()


# The page


def test_the_page_is_written_by_referents_and_read_by_those_inside(
    group: WorkingGroup, referent: Member
) -> None:
    client, address = client_of(referent), url(group, "page/")
    source = "## Mardi\n\n- compter\n\n<script>alert(1)</script> [ici](javascript:x)"
    assert client.post(address, {"source": source, "revision": "0"}).status_code == 302
    shown = client_of(inside(group)).get(url(group)).content.decode()
    assert "<h3>Mardi</h3>" in shown
    assert "<li>compter</li>" in shown
    assert "<script>alert" not in shown
    assert 'href="javascript' not in shown
    assert "compter" not in Client().get(url(group)).content.decode()
    assert client_of(inside(group, "Léo")).get(address).status_code == 403
    assert ModelLogEntry.objects.filter(action="participation.group.page_written").count() == 1


def test_two_referents_at_once_lose_nothing(group: WorkingGroup, referent: Member) -> None:
    client, address = client_of(referent), url(group, "page/")
    client.post(address, {"source": "La première", "revision": "0"})
    late = client.post(address, {"source": "La seconde", "revision": "0"})
    page = late.content.decode()
    assert (late.status_code, "La première" in page, "La seconde" in page) == (422, True, True)
    assert 'name="revision" value="1"' in page
    assert client.post(address, {"source": "Les deux", "revision": "1"}).status_code == 302
    group.refresh_from_db()
    assert (group.page_source, group.page_revision) == ("Les deux", 2)


# The letter


def subscribe(member: Member, rhythm: Rhythm = Rhythm.AT_ONCE) -> Member:
    Subscription.objects.create(member=member, rhythm=rhythm)
    return member


def test_a_letter_goes_to_those_of_the_group_who_want_news_at_their_rhythm(
    group: WorkingGroup, referent: Member
) -> None:
    make_rates()
    now, later = subscribe(inside(group)), subscribe(inside(group, "Léo"), Rhythm.MONTHLY)
    inside(group, "Sans nouvelles")
    subscribe(make_joined(given_name="Ailleurs"))
    frozen = group_letters.send_group_letter(
        group=group, subject="Mardi", source="Bonjour {prénom}", by=referent.account
    )
    assert (frozen.queued, frozen.waiting) == (1, 1)
    letter = Letter.objects.get()
    assert (letter.lane, letter.written_by) == (Lane.NEWS, referent.account)
    assert letter.source.startswith("Bonjour {prénom}\n\n---\n\nLettre du groupe [Lire \\[des\\] comptes](")
    assert letter.source.endswith("écrite par Ada.")
    sent = dict(Delivery.objects.filter(letter=letter).values_list("member", "state"))
    assert sent.keys() == {now.pk, later.pk}
    assert sent[later.pk] == DeliveryState.WAITING
    (line,) = ModelLogEntry.objects.filter(action="participation.group.letter_sent")
    assert (line.user, line.data) == (referent.account, {"queued": 1, "waiting": 1})


def test_one_a_day_by_referents_of_a_living_group(group: WorkingGroup, referent: Member) -> None:
    make_rates()
    bob = subscribe(inside(group))
    said = {"group": group, "subject": "Mardi", "source": "Bonjour"}
    with pytest.raises(NotAllowed):
        group_letters.send_group_letter(**said, by=bob.account)
    with pytest.raises(UnknownPlaceholder):
        group_letters.send_group_letter(**{**said, "source": "{mot}"}, by=referent.account)
    group_letters.send_group_letter(**said, by=referent.account)
    with pytest.raises(group_letters.WroteToday):
        group_letters.send_group_letter(**said, by=referent.account)
    with time_machine.travel(timezone.now() + dt.timedelta(days=1, minutes=1)):
        group_letters.send_group_letter(**said, by=referent.account)
    assert GroupLetter.objects.count() == 2
    groups.end_group(group=group, by=referent.account)
    with pytest.raises(groups.GroupEnded):
        group_letters.send_group_letter(**said, by=referent.account)


def test_nobody_who_wants_news_is_said(referent: Member, group: WorkingGroup) -> None:
    with pytest.raises(NobodyToWrite):
        group_letters.send_group_letter(group=group, subject="A", source="B", by=referent.account)
    assert not Letter.objects.exists()
    assert not GroupLetter.objects.exists()


def test_seen_before_it_leaves_without_an_address(group: WorkingGroup, referent: Member) -> None:
    make_rates()
    bob = subscribe(inside(group))
    client, address = client_of(referent), url(group, "lettre/")
    typed = {"subject": "Mardi", "source": "Bonjour {prénom}, **à mardi**"}
    empty = client.post(address, {})
    assert (empty.status_code, "Écrivez votre lettre" in empty.content.decode()) == (422, True)
    seen = client.post(address, typed).content.decode()
    assert "Bonjour Ada, <strong>à mardi</strong>" in seen
    assert "1 sur 2" in " ".join(seen.split())
    assert bob.email not in seen
    assert not Letter.objects.exists()
    read = re.search(r'name="read" value="([0-9a-f]{64})"', seen)
    assert read is not None
    sent = {"read": read[1], "send": "1"}
    changed = client.post(address, {**typed, **sent, "source": "Autre chose"})
    assert "Autre chose" in changed.content.decode()
    assert not Letter.objects.exists()
    wrong = client.post(address, {**typed, "source": "{mot}", "send": "1"})
    assert (wrong.status_code, "ne veut rien dire" in wrong.content.decode()) == (422, True)
    done = client.post(address, {**typed, **sent}, follow=True).content.decode()
    assert "Votre lettre part à 1\u00a0personne" in done.replace("\u202f", "\u00a0")
    assert "Mardi" in done
    assert client_of(bob).get(address).status_code == 403
