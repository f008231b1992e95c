"""The promise of joining, in a browser: home, address, name, amount, HelloAsso, card, letter, a year later,
one's data, the door. With and without a script, over bad networks, by impatient fingers and on two devices.

LOOKS: a folder where every page is photographed.
"""

import json
import re
import sys
import time
from typing import Any

import pytest
from django.utils import timezone

from milliard.accounts.tests.factories import make_person
from milliard.letters.enums import Lane
from milliard.letters.queue import send_slice
from milliard.letters.tests.factories import make_frozen_letter
from milliard.members.models import Departure, DuesRequest, Member, MembershipPeriod
from milliard.members.tests.factories import ask, make_joined, make_rates, pay
from milliard.payments.helloasso.fake_server import FakeHelloAsso
from milliard.payments.models import Checkout, PaymentRequest
from milliard.territories.tests.factories import make_commune
from tests.browser.joiner import ADDRESS, Joiner, Open
from tests.browser.signing_in import sign_in
from tests.harness.browser import BUDGET_BYTES, PHONE, weight_of
from tests.harness.helloasso import settings_of
from tests.harness.network import Network, network
from tests.journeys.test_membership import a_year_passes

#: Of a telephone of 2016 in the country.
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


@pytest.fixture
def site(committed_database: str, helloasso: FakeHelloAsso, serve: Open) -> str:
    """A site where dues may be paid at the twin, whose mails are read on a page."""
    make_rates()
    make_commune(name="Rennes", code="35238", postal_codes=["35000"])
    address: str = serve(
        **settings_of(helloasso), PAYMENT_IBAN="FR7600000000000000000000000", IS_DEMONSTRATION=True
    )
    helloasso.notify = f"{address}/paiement/helloasso/"
    return address


@pytest.mark.slow
@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_from_the_home_page_to_the_door(
    open_page: Open, helloasso: FakeHelloAsso, settings: Any, javascript: bool
) -> None:
    person = Joiner(open_page("/", viewport=PHONE, javascript=javascript), javascript=javascript, looks=True)
    page = person.page
    person.discovers()
    person.gives_an_address()
    person.gives_a_name()
    person.forgets_the_amount()
    person.chooses_an_amount()
    page.goto("/mon-adhesion/")
    person.sees("Bonjour Ada")
    person.reads("il reste à payer")
    person.follows("Reprendre le paiement")
    person.goes_to_pay()
    person.pays("carte", "C’est payé, merci")
    assert PaymentRequest.objects.get().received_cents == 1750
    assert b"%PDF" in person.keeps(re.compile("reçu"))
    person.follows("Continuer")
    person.sees("Bienvenue parmi nous, Ada")
    person.follows("Voir ma carte")
    person.sees("Ma carte")
    person.follows("Voir ce que l’on voit")
    person.sees("Valable")
    member = Member.objects.get()

    settings.EMAIL_BACKEND, settings.LETTERS_PER_SECOND = "milliard.core.mail.OutboxBackend", 0
    assert send_slice(make_frozen_letter(Lane.LEGAL, subject="Assemblée générale"), seconds=10) is False
    page.goto("/courriels/")
    person.sees("Les e-mails")
    person.reads("Assemblée générale")

    a_year_passes(member)
    page.goto("/mon-adhesion/")
    person.sees("Bonjour Ada")
    person.reads("Votre adhésion finit le")
    person.follows("Renouveler")
    person.sees("Votre cotisation")
    person.chooses(35)
    person.goes_to_pay()
    person.pays("prélèvement", "Votre paiement est en cours")
    (waiting,) = [row["id"] for row in helloasso.books.payments.values() if row["amount"] == 3500]
    helloasso.books.set_state(waiting, "Authorized")
    person.waits_for("C’est payé, merci")
    person.follows("Continuer")
    person.sees("Merci, Ada")
    assert MembershipPeriod.objects.filter(member=member, cancelled_on=None).count() == 2

    page.goto("/mon-adhesion/")
    person.follows("Ce que je dis de moi")
    page.get_by_text("cuisiner pour beaucoup").click()
    person.presses("Enregistrer")
    person.sees("Ce que je dis de moi")
    page.goto("/mon-compte/mes-donnees/")
    person.sees("Mes données et mes droits")
    taken = json.dumps(json.loads(person.keeps(re.compile("Fichier JSON"))), ensure_ascii=False)
    assert all(word in taken for word in ("Exemple", "Rennes", ADDRESS))

    page.goto("/mon-adhesion/")
    person.follows("Quitter le mouvement")
    person.sees("Quitter le mouvement")
    person.presses("Quitter le mouvement")
    person.reads("revenir ne coûte rien")
    person.sees("Bonjour Ada")
    assert Departure.objects.get().effective_on == timezone.localdate()


@pytest.mark.slow
@pytest.mark.parametrize("weather", ["300 ms", "3G"])
def test_over_a_bad_network_with_an_impatient_finger(
    open_page: Open, serve: Open, helloasso: FakeHelloAsso, site: str, chromium: Any, weather: str
) -> None:
    """Every button pressed twice, every answer late: one person, one request, one page to pay, paid once."""
    with network(site) as between:
        direct = serve(**settings_of(helloasso), SITE_URL=between.address, IS_DEMONSTRATION=True)
        between.upstream, helloasso.notify = direct, f"{direct}/paiement/helloasso/"
        page = _on_a_telephone(chromium, between, weather)
        person, began = Joiner(page), time.monotonic()
        person.gives_an_address()
        person.gives_a_name(times=2)
        person.sees("Votre cotisation")
        person.chooses_an_amount(times=2)
        person.goes_to_pay(times=2)
        person.pays("carte", "C’est payé, merci")
        spent_s = time.monotonic() - began
        page.context.close()
    sys.stdout.write(f"joined over {weather} in {spent_s:.0f} s\n")
    assert spent_s < 180
    assert (Member.objects.count(), DuesRequest.objects.count()) == (1, 1)
    assert Checkout.objects.count() == 1
    assert PaymentRequest.objects.get().received_cents == 1750


def _on_a_telephone(chromium: Any, between: Network, weather: str) -> Any:
    context = chromium.new_context(viewport=PHONE, locale="fr-FR", base_url=between.address)
    page = context.new_page()
    if weather == "3G":
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW_3G)
    else:
        between.latency_s = 0.3
    page.goto("/adherer/")
    return page


@pytest.mark.slow
def test_two_devices_at_once_are_one_person(open_page: Open) -> None:
    """Both send the name at the same moment; then another amount is chosen on each: the last one holds."""
    telephone = Joiner(open_page("/adherer/", viewport=PHONE))
    telephone.gives_an_address()
    telephone.page.wait_for_url("**/adherer/moi/")
    computer = Joiner(open_page("/"))
    sign_in(computer.page, ADDRESS)
    computer.page.goto("/adherer/moi/")
    for device in (telephone, computer):
        device.page.get_by_label("Prénom").fill("Ada")
        device.page.get_by_label(re.compile(r"^\s*Nom")).fill("Exemple")
        device.page.get_by_label("Votre commune").press_sequentially("renn")
        device.page.get_by_role("radio", name=re.compile("^Rennes")).first.check()
    for device in (telephone, computer):
        device.page.get_by_role("button", name="Continuer").click(no_wait_after=True)
    for device, euros in ((telephone, 20), (computer, 35)):
        device.sees("Votre cotisation")
        device.chooses(euros)
    assert Member.objects.count() == 1
    computer.sees("35 € à payer")
    telephone.page.reload()
    telephone.sees("Cette demande est annulée")
    assert DuesRequest.objects.filter(closed_on=None).count() == 1


def test_whatever_somebody_is_called_their_card_holds(open_page: Open) -> None:
    """Eighty letters without a space, a script written from right to left: nothing runs out of the page."""
    for number, (given, family) in enumerate((("A" * 80, "B" * 80), ("فاطمة", "الزهراء"))):
        person = Joiner(open_page("/", viewport=PHONE), looks=True)
        account = make_person(email=f"personne{number}@example.org")
        sign_in(person.page, account.email)
        person.page.goto("/adherer/moi/")
        person.gives_a_name(given, family)
        member = Member.objects.get(account=account)
        pay(ask(member), on=timezone.localdate())
        for path, title in ((f"/mon-adhesion/{member.public_id}/", "Bonjour"), ("carte/", "Ma carte")):
            person.page.goto(path if path.startswith("/") else f"/mon-adhesion/{member.public_id}/{path}")
            person.sees(title)


def test_the_pages_of_joining_are_light(open_page: Open, chromium: Any, site: str) -> None:
    """Each as a first page seen, with nothing kept from before."""
    member = make_joined()
    dues = ask(member)
    paths = [
        "/adherer/",
        "/adherer/organisations/",
        "/adherer/une-autre-personne/",
        f"/adherer/{member.public_id}/cotisation/",
        f"/paiement/{dues.payment_request.public_id}/",
        "/mon-adhesion/",
        f"/mon-adhesion/{member.public_id}/profil/",
        "/mon-compte/",
    ]
    weights = {path: _first_view(chromium, site, path, member.email) for path in paths}
    pay(dues, on=timezone.localdate())
    card = f"/mon-adhesion/{member.public_id}/carte/"
    weights[card] = _first_view(chromium, site, card, member.email)
    for path, weight in weights.items():
        sys.stdout.write(f"{weight / 1000:6.1f} kB  {path}\n")
    assert max(weights.values()) < BUDGET_BYTES


def _first_view(chromium: Any, site: str, path: str, email: str) -> int:
    context = chromium.new_context(viewport=PHONE, base_url=site)
    page = context.new_page()
    page.goto("/sante/")
    sign_in(page, email)
    received: list[Any] = []
    page.on("response", lambda response: received.append(response))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    weight = sum(weight_of(response) for response in received if response.status < 300)
    context.close()
    return weight
