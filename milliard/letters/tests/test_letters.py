"""A letter from its first word to the moment it leaves, and who receives it at which rhythm."""

import datetime as dt
from collections import Counter

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.letters import queue
from milliard.letters.enums import DeliveryState, Lane, LetterState, Rhythm
from milliard.letters.models import Delivery, Letter, Subscription
from milliard.letters.services.digests import gather_waiting
from milliard.letters.services.letters import (
    InThePast,
    LetterNotDraft,
    TooLateToCancel,
    cancel_letter,
    copy_letter,
    draft_letter,
    edit_letter,
    schedule_letter,
    send_test,
)
from milliard.letters.services.recipients import (
    AlreadyFrozen,
    Frozen,
    expect_recipients,
    follow_changes,
    freeze_recipients,
)
from milliard.letters.tests.factories import make_letter, make_subscriber
from milliard.letters.writing import UnknownPlaceholder, delivery_of_message, for_person, write_letter
from milliard.members.enums import ConsentPurpose, DepartureKind
from milliard.members.member_files import FileRead, RowRead
from milliard.members.models import Departure, Member, MemberImport
from milliard.members.services.deaths import undo_death
from milliard.members.services.exclusions import record_death
from milliard.members.services.imports import import_members
from milliard.members.services.joining import claim_members
from milliard.members.services.profiles import record_consent
from milliard.members.tests.factories import make_member, make_rates

pytestmark = pytest.mark.django_db


def states(letter: Letter) -> Counter[str]:
    return Counter(Delivery.objects.filter(letter=letter).values_list("state", flat=True))


def confirmed(**fields: object) -> Letter:
    letter = make_letter(**fields)
    schedule_letter(letter=letter, by=None)
    letter.refresh_from_db()
    return letter


def die(member: Member) -> None:
    today = timezone.localdate()
    Departure.objects.create(member=member, kind=DepartureKind.DECEASED, effective_on=today)


def test_braces_around_a_word_that_means_nothing_are_refused() -> None:
    by = make_person(role=Role.ORGANISER)
    with pytest.raises(UnknownPlaceholder, match="prenom"):
        draft_letter(subject="Bonjour {prenom}", source="…", by=by)
    letter = draft_letter(subject="Bonjour {prénom}", source="…", by=by)
    with pytest.raises(UnknownPlaceholder):
        edit_letter(letter=letter, subject="a", source="{x}", lane=Lane.NEWS, segment=None, by=by)
    assert Letter.objects.get().subject == "Bonjour {prénom}"


def test_only_the_team_writes() -> None:
    with pytest.raises(PermissionDenied):
        draft_letter(subject="a", source="b", by=make_person(role=Role.MEMBER))


def test_recipients_are_those_whose_number_was_shown_and_the_text_no_longer_changes() -> None:
    make_subscriber(1)
    letter = make_letter()
    assert expect_recipients(letter=letter, by=None) == Frozen(queued=1, waiting=0, skipped=0)
    assert schedule_letter(letter=letter, by=None) == Frozen(1, 0, 0)
    make_subscriber(2)
    assert states(letter) == {"queued": 1}
    with pytest.raises(AlreadyFrozen):
        freeze_recipients(letter=letter, by=None)
    with pytest.raises(LetterNotDraft):
        schedule_letter(letter=letter, by=None)
    with pytest.raises(LetterNotDraft):
        edit_letter(letter=letter, subject="a", source="b", lane=Lane.NEWS, segment=letter.segment, by=None)
    copy = copy_letter(letter=letter, by=None)
    assert (copy.state, copy.source, copy.frozen_at) == (LetterState.DRAFT, letter.source, None)


def test_a_letter_for_later_is_not_sent_before() -> None:
    make_subscriber()
    letter = make_letter()
    with pytest.raises(InThePast):
        schedule_letter(letter=letter, at=timezone.now() - dt.timedelta(minutes=1), by=None)
    schedule_letter(letter=letter, at=timezone.now() + dt.timedelta(hours=1), by=None)
    assert not Letter.objects.due().exists()
    assert queue.send_slice(letter, seconds=1) is False
    assert states(letter) == {"queued": 1}


def test_who_died_left_or_unsubscribed_since_is_left_out() -> None:
    stays, dead, erased, stopped, slower = (make_subscriber(number) for number in range(5))
    letter = confirmed()
    die(dead)
    Member.objects.filter(pk=erased.pk).update(erased_at=timezone.now())
    Subscription.objects.filter(member=stopped).update(is_on=False)
    Subscription.objects.filter(member=slower).update(rhythm=Rhythm.WEEKLY)
    follow_changes(letter)
    assert dict(Delivery.objects.values_list("member", "state")) == {
        stays.pk: "queued",
        dead.pk: "skipped",
        erased.pk: "skipped",
        stopped.pk: "skipped",
        slower.pk: "waiting",
    }


@pytest.mark.parametrize("lane", Lane.values)
def test_the_dead_are_never_written_to(lane: str) -> None:
    make_subscriber(1)
    dead = make_subscriber(2)
    die(dead)
    letter = confirmed(lane=lane)
    assert not Delivery.objects.filter(letter=letter, member=dead).exists()


def test_cancelling_keeps_what_is_left_from_leaving() -> None:
    make_subscriber()
    letter = confirmed()
    cancel_letter(letter=letter, by=None)
    assert list(Delivery.objects.values_list("state", "reply")) == [("skipped", "cancelled")]
    assert queue.send_slice(letter, seconds=1) is False
    with pytest.raises(TooLateToCancel):
        cancel_letter(letter=letter, by=None)


def test_a_test_goes_to_oneself_and_says_so() -> None:
    by = make_person(role=Role.ORGANISER)
    letter = make_letter(subject="Pour {prénom}")
    send_test(letter=letter, member=make_member(given_name="Zoé\nZ"), by=by)
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([by.email], "[Essai] Pour Zoé Z")
    assert not Delivery.objects.exists()


def test_the_link_of_a_trial_stops_nobody(client: object) -> None:
    member, by = make_subscriber(1), make_person(role=Role.ORGANISER)
    send_test(letter=make_letter(), member=member, by=by)
    link = mail.outbox[0].message()["List-Unsubscribe"].strip("<>")
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200  # type: ignore[attr-defined]
    assert Subscription.objects.get(member=member).is_on


def test_links_of_news_are_counted_and_lead_only_where_the_letter_said(client: object) -> None:
    member = make_subscriber(given_name="<b>Léa</b>")
    source = "{prénom} [a](https://exemple.invalid/a?x=1&y=2)"
    letter = confirmed(source=source)
    written = str(for_person(write_letter(letter), member, to="a@exemple.invalid").alternatives[0][0])
    link = letter.links.get()
    assert f"/lettres/lien/{letter.public_id}/1/" in written
    assert "https://exemple.invalid/a" not in written
    assert "&lt;b&gt;Léa" in written
    response = client.get(f"/lettres/lien/{letter.public_id}/1/")  # type: ignore[attr-defined]
    assert (response.status_code, response["Location"]) == (302, "https://exemple.invalid/a?x=1&y=2")
    assert client.get(f"/lettres/lien/{letter.public_id}/2/").status_code == 404  # type: ignore[attr-defined]
    link.refresh_from_db()
    assert link.clicks == 1


def test_a_word_between_braces_may_be_where_a_link_leads() -> None:
    member = make_subscriber(1)
    letter = make_letter(source="Tout est dans [votre espace]({mon adhésion}) : {mon adhésion}")
    message = for_person(write_letter(letter), member, to=member.email)
    (address,) = {word for word in str(message.body).split() if word.endswith("/mon-adhesion/")}
    written = str(message.alternatives[0][0])
    assert f'<a href="{address}" rel="noopener noreferrer">votre espace</a>' in written
    assert f'<a href="{address}">{address}</a>' in written
    assert f"[votre espace]({address})" in message.body


def test_links_of_a_notice_are_not_counted() -> None:
    make_subscriber()
    letter = confirmed(lane=Lane.LEGAL)
    assert not letter.links.exists()


def test_a_message_is_known_by_its_signed_name_only() -> None:
    member = make_subscriber()
    letter = confirmed()
    delivery = Delivery.objects.get()
    message = for_person(write_letter(letter), member, to=member.email, delivery=delivery)
    known = message.extra_headers["Message-ID"]
    assert delivery_of_message(known) == delivery
    name, domain = known.strip("<>").split("@")
    assert delivery_of_message(f"<{name[:-16]}{'0' * 16}@{domain}>") is None
    assert delivery_of_message("<autre@exemple.invalid>") is None


def test_one_digest_gathers_what_waited_and_nothing_leaves_more_often() -> None:
    weekly, monthly, at_once = (make_subscriber(number) for number in range(3))
    Subscription.objects.filter(member=weekly).update(rhythm=Rhythm.WEEKLY)
    Subscription.objects.filter(member=monthly).update(rhythm=Rhythm.MONTHLY)
    first = confirmed(subject="Une", source="un [lien](https://exemple.invalid/1)")
    second = confirmed(subject="Deux", source="deux")
    assert states(first) == {"queued": 1, "waiting": 2}
    assert gather_waiting() == 1
    digest = Letter.objects.get(is_digest=True)
    assert set(digest.deliveries.values_list("member", flat=True)) == {weekly.pk, monthly.pk}
    assert digest.subject == "Une, et 1\u00a0autre lettre"
    assert "## Une" in digest.source
    assert digest.links.count() == 1
    assert states(first) == states(second) == {"queued": 1, "gathered": 2}
    third = confirmed(subject="Trois")
    assert gather_waiting() == 0  # neither had their week or month
    eight_days_ago = timezone.now() - dt.timedelta(days=8)
    Subscription.objects.update(last_sent_at=eight_days_ago)
    assert gather_waiting() == 1
    assert Letter.objects.filter(is_digest=True).latest("pk").subject == "Trois"
    assert Delivery.objects.get(letter=third, member=monthly).state == DeliveryState.WAITING
    assert Delivery.objects.get(letter=third, member=at_once).state == DeliveryState.QUEUED


def test_a_notice_says_whence_to_who_came_by_a_file_until_they_sign_in() -> None:
    read = FileRead([RowRead(2, "Ada", "Exemple", "ada@example.org", joined_on=dt.date(2025, 2, 3))], {})
    make_rates()
    import_members(file_name="a.csv", read=read, origin="HelloAsso <essai>", by=None)
    member = Member.objects.get()
    late = dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)  # the first of July in Paris
    MemberImport.objects.update(created_at=late)
    notice, news = write_letter(make_letter(lane=Lane.LEGAL)), write_letter(make_letter(lane=Lane.NEWS))
    message = for_person(notice, member, to=member.email)
    assert "importé le 1er\u00a0juillet\u00a02026" in message.body
    assert "(origine\u00a0: HelloAsso <essai>)" in message.body
    assert "(origine\u00a0: HelloAsso &lt;essai&gt;)" in message.alternatives[0][0]
    assert "origine" not in for_person(news, member, to=member.email).body
    claim_members(account=make_person(email="ada@example.org"))
    member.refresh_from_db()
    for one in (member, make_member(email="bob@example.org")):
        assert "origine" not in for_person(notice, one, to=one.email).body


def test_a_death_written_by_mistake_stops_letters_until_it_is_undone() -> None:
    make_rates()
    alive = make_subscriber(2, account=make_person())
    Subscription.objects.update(rhythm=Rhythm.MONTHLY)
    record_consent(member=alive, purpose=ConsentPurpose.NEWSLETTER, is_given=True, by=None)
    Subscription.objects.update(rhythm=Rhythm.MONTHLY)
    asked = len(mail.outbox)
    record_death(member=alive, on=timezone.localdate(), by=None)
    assert not Subscription.objects.get(member=alive).is_on
    undo_death(member=alive, reason="un homonyme", by=None)
    kept = Subscription.objects.get(member=alive)
    assert (kept.is_on, kept.rhythm) == (True, Rhythm.MONTHLY)
    for lane, state in ((Lane.NEWS, DeliveryState.WAITING), (Lane.LEGAL, DeliveryState.QUEUED)):
        letter = make_letter(lane=lane)
        freeze_recipients(letter=letter, by=None)
        assert Delivery.objects.get(letter=letter, member=alive).state == state
    assert len(mail.outbox) == asked
