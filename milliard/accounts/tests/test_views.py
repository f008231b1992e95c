"""The account's pages and the staff screens, through the real templates."""

import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from milliard.accounts import services
from milliard.accounts.enums import STAFF_ROLES, Role
from milliard.accounts.models import User
from milliard.accounts.services import PERSON_DATA
from milliard.accounts.services.invented import enrol_demonstration_totp
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person, sign_in_with_proof
from milliard.core.models import OutboxMail
from milliard.ui.templatetags.ui.filters import insecables

pytestmark = pytest.mark.django_db


def test_my_account_shows_what_is_known_about_me() -> None:
    me = make_person(role=Role.MEMBER, display_name="Awa")
    text = signed_in(me).get(reverse("accounts:account")).content.decode()
    assert "Bonjour Awa" in text
    assert me.email in text
    assert "membre" in text


def test_my_account_lists_what_each_app_knows_of_me_and_what_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    part = replace(PERSON_DATA, label="adhésion", purpose="Vos cotisations.", kept="Les reçus, dix ans.")
    monkeypatch.setattr(services, "PART", part, raising=False)
    config = apps.get_app_config("ui")
    monkeypatch.setattr(config, "person_data", "milliard.accounts.services.PART", raising=False)
    text = signed_in(make_person()).get(reverse("accounts:rights")).content.decode()
    for words in ("Compte", PERSON_DATA.purpose, PERSON_DATA.kept, "Adhésion", part.purpose, part.kept):
        assert str(insecables(words)) in text
    assert "Vos réponses aux questionnaires n’y sont pas attachées" in text


def test_my_name_is_mine_to_choose() -> None:
    me = make_person()
    client = signed_in(me)
    assert client.post(reverse("accounts:account_edit"), {"display_name": " Awa "}).status_code == 302
    assert User.objects.get(pk=me.pk).display_name == "Awa"
    response = client.post(reverse("accounts:account_edit"), {"display_name": "x" * 81})
    assert response.status_code == 422
    assert "x" * 81 in response.content.decode()


def test_my_data_come_as_a_file() -> None:
    me = make_person()
    response = signed_in(me).get(reverse("accounts:account_export"))
    assert "mes-donnees.json" in response.headers["Content-Disposition"]
    assert json.loads(response.content)["compte"]["adresse"] == me.email


def test_erasing_needs_the_word_and_signs_out() -> None:
    me = make_person()
    client, url = Client(), reverse("accounts:account_erase")
    sign_in_with_proof(client, me)
    assert client.get(url).status_code == 200
    assert client.post(url, {"confirmation": "oui"}).status_code == 422
    assert User.objects.get(pk=me.pk).is_active
    response = client.post(url, {"confirmation": " Effacer "})
    assert response.status_code == 302
    assert not User.objects.get(pk=me.pk).is_active
    assert client.get(reverse("accounts:account")).status_code == 302


def test_the_last_administrator_is_told_why_they_cannot_leave() -> None:
    me = make_person(role=Role.ADMIN)
    client = Client()
    sign_in_with_proof(client, me)
    response = client.post(reverse("accounts:account_erase"), {"confirmation": "effacer"})
    assert response.status_code == 422
    assert "nommez d’abord" in response.content.decode()


def test_the_mail_box_exists_only_in_a_demonstration(client: Client, settings) -> None:
    OutboxMail.objects.create(recipient="a@example.org", subject="Votre code", body="<b>123456</b>")
    assert client.get(reverse("accounts:outbox")).status_code == 404
    settings.IS_DEMONSTRATION = True
    text = client.get(reverse("accounts:outbox")).content.decode()
    assert "Votre code" in text
    assert "&lt;b&gt;123456" in text


def test_the_mail_box_shows_codes_of_invented_staff_and_of_nobody_else(client: Client, settings) -> None:
    settings.IS_DEMONSTRATION = True
    real, invented = make_person(role=Role.ANALYST), make_person(role=Role.ADMIN, mfa=False)
    enrol_demonstration_totp(user=invented)
    response = client.get(reverse("accounts:outbox"))
    assert [staff.email for staff in response.context["codes"]] == [invented.email]
    assert real.email not in response.content.decode()
    assert "noindex" in response.content.decode() or response.context["simulated"]


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_staff_without_second_factor_are_sent_to_set_one_up(role: Role) -> None:
    client = signed_in(make_person(role=role, mfa=False))
    response = client.get("/gestion/")
    assert (response.status_code, response.headers["Location"]) == (302, reverse("mfa_index"))
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("accounts:account")).status_code == 200


def test_a_browser_keeps_no_page_of_an_account() -> None:
    client = Client()
    sign_in_with_proof(client, make_person())
    names = ("accounts:account", "accounts:account_export", "accounts:prove", "account_email", "mfa_index")
    answers = [client.get(reverse(name)) for name in (*names, "usersessions_list")]
    answers.append(client.post(reverse("accounts:account_edit"), {"display_name": "x" * 81}))
    assert [answer.status_code for answer in answers] == [200] * 6 + [422]
    assert all("no-store" in answer.headers["Cache-Control"] for answer in answers)


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_staff_with_second_factor_enter(role: Role) -> None:
    assert signed_in(make_person(role=role)).get("/gestion/").status_code == 200


def test_a_staff_session_ends_after_a_day_of_work_and_a_members_does_not(time_machine) -> None:
    time_machine.move_to("2026-11-02T08:00:00+01:00")
    staff, member = signed_in(make_person(role=Role.ANALYST)), signed_in(make_person(role=Role.MEMBER))
    time_machine.shift(12 * 3600 - 60)
    assert staff.get("/gestion/").status_code == 200
    time_machine.shift(120)
    assert staff.get("/gestion/", follow=True).request["PATH_INFO"] == reverse("account_login")
    assert "_auth_user_id" not in staff.session
    assert member.get(reverse("accounts:account")).status_code == 200


def test_a_session_from_before_that_rule_ends_at_once() -> None:
    staff = signed_in(make_person(role=Role.ANALYST))
    session = staff.session
    del session["members_signed_in_at"]
    session.save()
    assert staff.get("/gestion/").status_code == 302


def test_members_are_not_asked_for_a_second_factor() -> None:
    client = signed_in(make_person(role=Role.MEMBER))
    assert client.get(reverse("accounts:account")).status_code == 200
    assert client.get("/gestion/").status_code == 302


def test_the_menu_of_the_team_says_a_name_and_no_address() -> None:
    named, silent = make_person(role=Role.ANALYST, display_name="Awa"), make_person(role=Role.ANALYST)
    for person, shown in ((named, "Awa"), (silent, f"personne {str(silent.public_id)[:8]}")):
        menu = signed_in(person).get("/gestion/").content.decode()
        assert shown in menu
        assert person.email not in menu


def test_a_role_neither_comes_nor_goes_without_a_recent_proof() -> None:
    admin, person = make_person(role=Role.ADMIN), make_person(role=Role.ANALYST)
    client = signed_in(admin)
    screen = reverse("accounts_staff:person", args=[person.public_id])
    attempts = {
        screen: {"role": "admin"},
        reverse("accounts_staff:role_revoke", args=[person.role_grants.get().pk]): {},
    }
    for url, sent in attempts.items():
        asked = client.post(url, sent)
        back = urlencode({"next": f"{screen}?suite="})
        assert asked.headers["Location"].startswith(f"{reverse('mfa_reauthenticate')}?{back}")
        assert User.objects.get(pk=person.pk).roles == {Role.ANALYST}


def test_an_administrator_grants_and_takes_back_a_role_on_the_staff_screens() -> None:
    admin, person, other = make_person(role=Role.ADMIN), make_person(display_name="Awa"), make_person()
    client = Client()
    sign_in_with_proof(client, admin)
    listing = client.get(reverse("accounts_staff:persons"), {"q": "awa"}).content.decode()
    assert "Awa" in listing
    assert other.email not in listing
    url = reverse("accounts_staff:person", args=[person.public_id])
    assert client.get(url).status_code == 200
    assert client.post(url, {"role": "analyst"}).status_code == 302
    assert User.objects.get(pk=person.pk).has_role(Role.ANALYST)
    assert "a déjà ce rôle" in client.post(url, {"role": "analyst"}, follow=True).content.decode()
    assert client.post(url, {"role": "roi"}).status_code == 422
    only_staff = client.get(reverse("accounts_staff:persons"), {"equipe": "1"}).content.decode()
    assert "analyste" in only_staff
    revoke = reverse("accounts_staff:role_revoke", args=[person.role_grants.get().pk])
    assert client.post(revoke).status_code == 302
    assert not User.objects.get(pk=person.pk).roles
    response = client.post(reverse("accounts_staff:role_revoke", args=[admin.role_grants.get().pk]))
    assert "dernière" in str(list(get_messages(response.wsgi_request))[-1])
    assert User.objects.get(pk=admin.pk).has_role(Role.ADMIN)


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.ANALYST, Role.TREASURER])
def test_other_staff_see_neither_persons_nor_their_menu(role: Role) -> None:
    client = signed_in(make_person(role=role))
    person = make_person(role=Role.MEMBER)
    for url in (
        reverse("accounts_staff:persons"),
        reverse("accounts_staff:person", args=[person.public_id]),
        "/gestion/users/",
        "/gestion/groups/",
    ):
        assert client.get(url).status_code in {302, 403}
    assert client.post(
        reverse("accounts_staff:role_revoke", args=[person.role_grants.get().pk])
    ).status_code in {
        302,
        403,
    }
    assert User.objects.get(pk=person.pk).has_role(Role.MEMBER)
    assert reverse("accounts_staff:persons") not in client.get("/gestion/").content.decode()


@pytest.mark.parametrize("path", ["/gestion/collectes/", "/gestion/"])
def test_a_member_before_the_staff_space_is_told_no_and_not_sent_in_circles(path: str) -> None:
    client = Client()
    client.force_login(make_person(role=Role.MEMBER))
    response = client.get(path, follow=True)
    assert response.status_code == 403
    assert len(response.redirect_chain) == 1


def test_a_visitor_before_the_staff_space_is_asked_to_sign_in_and_comes_back(client: Client) -> None:
    response = client.get("/gestion/collectes/", follow=True)
    assert response.status_code == 200
    assert response.request["PATH_INFO"] == "/compte/login/"
    assert "collectes" in response.request["QUERY_STRING"]
