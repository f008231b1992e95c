"""The team writes a letter from a list to its confirmation, on its screens."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person, sign_in_with_proof
from milliard.letters.enums import DeliveryState, Lane, LetterState
from milliard.letters.models import Letter, Segment
from milliard.letters.tests.factories import make_frozen_letter, make_letter, make_subscriber
from milliard.members.tests.factories import make_rates

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client: Client) -> Client:
    sign_in_with_proof(client, make_person(role=Role.ORGANISER))
    return client


def test_a_list_is_chosen_said_in_words_and_counted(team: Client) -> None:
    make_rates()
    make_subscriber(1)
    wrong = team.post("/gestion/listes/nouvelle/", {"name": "À jour", "values0": "current"})
    assert (wrong.status_code, Segment.objects.count()) == (422, 0)
    assert "Dites si la personne doit y être" in wrong.content.decode()
    team.post("/gestion/listes/nouvelle/", {"name": "Jamais", "holds0": "no", "values0": "current"})
    made = Segment.objects.get()
    assert made.conditions == [{"fact": "members.state", "is": False, "values": ["current"]}]
    page = team.get(f"/gestion/listes/{made.public_id}/?compter=1").content.decode()
    assert "membres autres que à jour" in page
    assert "1\u00a0personne" in page


def test_a_letter_is_written_seen_confirmed_and_followed(team: Client) -> None:
    make_subscriber(1, given_name="Léa")
    listed = Segment.objects.create(name="Tous")
    typed: dict[str, Any] = {"subject": "Bonjour {prénom}", "lane": Lane.NEWS, "segment": listed.pk}
    wrong = team.post("/gestion/lettres/nouvelle/", {**typed, "source": "À {prenom}"})
    assert wrong.status_code == 422
    assert "ne veut rien dire ici" in wrong.content.decode()
    assert "À {prenom}" in wrong.content.decode()
    team.post("/gestion/lettres/nouvelle/", {**typed, "source": "**Ici** {nom}"})
    letter = Letter.objects.get()
    address = f"/gestion/lettres/{letter.public_id}/"
    page = team.get(address).content.decode()
    assert "Bonjour Léa" in page
    assert "<strong>Ici</strong>" in page
    assert "<dt>Recevra la lettre</dt><dd>1</dd>" in team.get(f"{address}envoyer/").content.decode()
    later = team.post(f"{address}envoyer/", {"at": "2099-01-01T10:00"})
    assert later.status_code == 302
    letter.refresh_from_db()
    assert letter.state == LetterState.SCHEDULED
    assert 'http-equiv="refresh"' not in team.get(address).content.decode()
    assert 'http-equiv="refresh"' in team.get(f"{address}?suivre=1").content.decode()
    team.post(f"{address}arreter/")
    letter.refresh_from_db()
    assert letter.state == LetterState.CANCELLED


def test_uncertain_messages_are_shown_one_by_one_and_settled(team: Client) -> None:
    members = [make_subscriber(number) for number in range(2)]
    letter = make_frozen_letter()
    letter.deliveries.update(state=DeliveryState.UNCERTAIN, claimed_at=timezone.now())
    Letter.objects.update(state=LetterState.SENT)
    address = f"/gestion/lettres/{letter.public_id}/"
    assert f'href="{address}regler/"' in team.get(address).content.decode()
    page = team.get(f"{address}regler/").content.decode()
    assert all(member.email in page for member in members)
    lost = letter.deliveries.get(member=members[0])
    done = team.post(f"{address}regler/", {"lost": lost.pk}, follow=True).content.decode()
    assert "1\u00a0message repart" in done
    letter.refresh_from_db()
    left = letter.deliveries.get(member=members[1])
    assert (left.state, left.reply) == (DeliveryState.ACCEPTED, "sans réponse lue")
    assert letter.deliveries.get(member=members[0]).reply != left.reply
    assert "quelqu’un vient de les régler" in team.post(f"{address}regler/").content.decode()


def test_a_list_whose_fact_is_gone_says_so_everywhere(team: Client) -> None:
    gone = Segment.objects.create(name="Vieille", conditions=[{"fact": "x.y", "is": True, "values": ["a"]}])
    letter = make_letter(segment=gone)
    for address in ("listes/", f"listes/{gone.public_id}/", f"lettres/{letter.public_id}/"):
        assert "n’existe plus" in team.get(f"/gestion/{address}").content.decode()
    assert team.post(f"/gestion/lettres/{letter.public_id}/envoyer/").status_code == 422


def test_the_proof_of_a_notice_says_why_somebody_got_none(team: Client) -> None:
    make_subscriber(1)
    nameless = make_subscriber(2, family_name="Sanscourriel")
    nameless.email = ""
    nameless.save()
    make_frozen_letter(Lane.LEGAL)
    page = team.get("/gestion/preuves-d-envoi/?q=sanscourriel").content.decode()
    assert "à envoyer sur papier" in page
    file = b"".join(team.get("/gestion/preuves-d-envoi/exporter.csv")).decode()  # type: ignore[arg-type]
    assert "Sanscourriel" in file
    assert nameless.number in file
    assert file.count("Des nouvelles") == 2


@pytest.mark.parametrize("few", [0, 1_000], ids=["of many", "of few"])
def test_proofs_are_found_by_words_of_a_name(team: Client, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr("milliard.letters.staff.proofs._FEW", few)
    make_subscriber(1, given_name="Élodie", family_name="Trouvée")
    make_subscriber(2, given_name="Jean", family_name="Perdu")
    make_frozen_letter(Lane.LEGAL)
    for asked, is_there in (
        ("trouvee elodie", True),
        ("TROUV", True),
        ("elodie perdu", False),
        ("zzz", False),
    ):
        page = team.get("/gestion/preuves-d-envoi/", {"q": asked}).content.decode()
        assert ("Trouvée" in page) is is_there, asked
        assert "Perdu" not in page


def test_proofs_are_of_the_last_notice_until_another_is_chosen(team: Client) -> None:
    make_subscriber(1, family_name="Ancienne")
    first = make_frozen_letter(Lane.LEGAL, subject="La première")
    make_subscriber(2, family_name="Nouvelle")
    make_frozen_letter(Lane.LEGAL, subject="La dernière")
    page = team.get("/gestion/preuves-d-envoi/").content.decode()
    assert ("Nouvelle" in page, page.count("Ancienne")) == (True, 1)
    assert "Nouvelle" not in team.get(f"/gestion/preuves-d-envoi/?letter={first.pk}").content.decode()
    news = make_frozen_letter(Lane.NEWS, segment=first.segment)
    assert "Nouvelle" not in team.get(f"/gestion/preuves-d-envoi/?letter={news.pk}&q=zzz").content.decode()
