"""Before the votes of one assembly: written, convened, proxies given, papers printed, people there."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from milliard.assemblies.models import Assembly, AttendanceMark, Proxy
from milliard.core.models import OutboxMail
from milliard.statutes.tests.factories import make_statutes
from tests.browser.assembly_day import (
    CONFIDENTIAL,
    NAMES,
    ON_PAPER,
    OPEN,
    SECRET,
    Day,
    press,
    says,
    words_of_pdf,
)
from tests.harness.browser import wait_until


def it_is_prepared(day: Day) -> None:
    """The organiser writes it, its agenda, what it decides; and freezes the roll."""
    make_statutes(quorum_numerator=1, quorum_denominator=2)
    page = day.at("organisation", reverse("assemblies_staff:assembly_write"))
    begins = timezone.localtime() + dt.timedelta(hours=1)
    page.get_by_label("Titre").fill("Assemblée inventée")
    page.get_by_label("Sous quelles règles").select_option(label="Statuts inventés")
    page.get_by_label("Commence le").fill(begins.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Date de référence").fill(str(timezone.localdate() - dt.timedelta(days=1)))
    page.get_by_label("Adresse", exact=True).fill("12 rue Inventée, Lyon")
    day.look(page, "an assembly to write", within=".sv")
    press(page, "Garder le brouillon")
    day.assembly_id = Assembly.objects.get().pk
    page.goto(day.url("assemblies_staff:assembly_agenda"))
    for row, title in enumerate(("Rapport moral", "Budget", "Confiance")):
        page.locator(f"[name=title-{row}]").fill(title)
    day.look(page, "the agenda", within=".sv")
    press(page, "Enregistrer l’ordre du jour")
    for title, secrecy, electorate in (
        (OPEN, "open", "session"),
        (CONFIDENTIAL, "confidential", "session"),
        (SECRET, "secret", "roll"),
    ):
        page.goto(day.url("assemblies_staff:assembly_resolve"))
        page.locator("[name=title]").fill(title)
        page.locator("[name=text]").fill(f"L’assemblée inventée décide\u00a0: {title}.")
        page.get_by_label("Secret du vote").select_option(secrecy)
        page.get_by_label("Qui vote").select_option(electorate)
        day.look(page, "a resolution to write", within=".sv")
        press(page, "Enregistrer")
    page.goto(day.url("assemblies_staff:assembly_freeze"))
    says(page, "14 membres seraient sur la liste")
    press(page, "Arrêter la liste")
    assert day.assembly.roll_count == len(NAMES) + len(ON_PAPER)
    day.look(page, "the assembly, for the team", within=".sv")
    day.note("preparation")


def it_is_convened(day: Day) -> None:
    """The series is attached, the letter leaves, its proofs are there; the roll is public."""
    page = day.at("organisation", day.url("assemblies_staff:assembly_seal"))
    page.get_by_label("Série de scrutins secrets").select_option(index=1)
    press(page, "Choisir")
    page.goto(day.url("assemblies_staff:assembly_convene"))
    says(page, "La lettre ci-dessous part maintenant à toute la liste, 14 membres", "À écrire sur papier")
    day.look(page, "the convocation", within=".sv")
    press(page, "Envoyer la convocation")
    with page.expect_navigation():
        page.get_by_role("link", name="Preuves d’envoi de la convocation", exact=True).click()
    proofs = says(page, "pas d’adresse e-mail : à envoyer sur papier", "Awa Inventé")
    assert proofs.count("accepté par le serveur remis") == len(NAMES), proofs
    day.look(page, "proofs of sending", within=".sv")
    mails = OutboxMail.objects.filter(subject__startswith="Convocation")
    assert mails.count() == len(NAMES), set(OutboxMail.objects.values_list("subject", flat=True))
    assert "Ordre du jour" in mails[0].body
    for who in ("quelqu’un", "Inès", "Jonas"):
        page = day.at(who, day.url("assemblies:assembly"))
        day.look(page, "an assembly")
        with page.expect_navigation():
            page.get_by_role("link", name="Voir la liste, et comment la vérifier").click()
        assert ("Awa Inventé" in says(page)) == (who != "quelqu’un")
        day.look(page, "the roll")
    day.note("convocation")


def proxies_are_given(day: Day) -> None:
    """Given, accepted, refused, taken back; one on paper, entered by the desk."""
    for giver, holder in (("Hélène", "Inès"), ("Farid", "Inès"), ("Gaël", "Jonas")):
        number = day.entry(holder).number
        page = day.at(giver, f"{day.url('assemblies:proxies')}?q={number}")
        page.locator(f"#holder_{number}").check()
        if giver == "Hélène":
            day.look(page, "a proxy to give")
        press(page, "Proposer mon pouvoir")
        says(page, "Reprendre mon pouvoir")
    page = day.at("Inès", day.url("assemblies:proxies"))
    day.look(page, "proxies offered")
    press(page, "Accepter")
    press(page, "Accepter")
    says(page, "Vous portez 2 pouvoirs")
    page = day.at("Jonas", day.url("assemblies:proxies"))
    press(page, "Refuser")
    page = day.at("Farid", day.url("assemblies:proxies"))
    press(page, "Reprendre mon pouvoir")
    page = day.at("organisation", day.url("assemblies_desk:paper_proxy"))
    page.get_by_label("Qui donne son pouvoir").fill("Maël")
    page.get_by_label("À qui").fill("Louise")
    page.get_by_label("Le papier est signé").check()
    day.look(page, "a paper proxy")
    press(page, "Enregistrer ce pouvoir")
    says(page, "Pouvoir de Maël Inventé à Louise Inventé", "porte un pouvoir, de Maël")
    rows = Proxy.objects.standing().values_list("giver__member__given_name", "holder__member__given_name")
    assert set(rows) == {("Hélène", "Inès"), ("Maël", "Louise")}
    day.note("proxies")


def papers_are_printed(day: Day) -> None:
    """The sheet to sign, the ballots of a vote, the form of a proxy: read as texts."""
    page = day.at("organisation", day.url("assemblies_desk:attendance_sheets"))
    day.look(page, "sheets to print")
    form = {
        "csrfmiddlewaretoken": page.locator("[name=csrfmiddlewaretoken]").first.input_value(),
        "part": "1",
    }
    answer = page.request.post(
        page.url.replace("/emargement/", "/emargement.pdf"), form=form, headers={"Referer": page.url}
    )
    sheet = words_of_pdf(answer.body())
    assert all(f"{name} Inventé" in sheet or f"Inventé {name}" in sheet for name in (*NAMES, *ON_PAPER)), (
        sheet
    )
    assert "Hélène" in sheet
    vote = day.resolution(OPEN)
    base = page.url.partition("/assemblees/")[0]
    for path, words in (
        (day.url("assemblies_desk:paper_ballots", vote.public_id), (OPEN, "Pour", "Contre", "Abstention")),
        (day.url("assemblies_desk:paper_ballots", vote.public_id) + "?combien=3", (OPEN, "Pour")),
        (day.url("assemblies_desk:proxy_form"), ("Assemblée inventée", "pouvoir")),
    ):
        paper = words_of_pdf(page.request.get(f"{base}{path}").body())
        assert all(word in paper for word in words), paper
    day.note("papers")


def they_arrive(day: Day) -> None:
    """At a desk with network and without; on their own phones, at a distance."""
    page = day.at("accueil", day.url("assemblies_desk:desk"))
    wait_until(page, "document.getElementById('desk').dataset.roll !== undefined")
    day.look(page, "the desk")
    for name in ("Awa", "Bruno"):
        _find(page, str(day.entry(name).number))
        page.get_by_role("button", name="Noter son arrivée").click()
        page.get_by_text("C’est noté\u00a0: arrivée.").wait_for()
    page.context.set_offline(True)
    for place, typed in enumerate(
        (day.entry("Nora").code, "gael", "farid", str(day.entry("Karim").number)), 1
    ):
        _find(page, typed)
        page.get_by_role("button", name="Noter son arrivée").click()
        page.get_by_text(f"{place} ligne{'s' if place > 1 else ''} en attente de réseau").wait_for()
    day.look(page, "the desk without network")
    page.context.set_offline(False)
    wait_until(page, "document.getElementById('kept').hidden")
    for name in ("Chloé", "Driss", "Élise", "Inès", "Jonas", "Louise"):
        page = day.at(name, day.url("assemblies:assembly"))
        press(page, "Je suis là, à distance")
        says(page, "Vous êtes là, à distance")
    assert AttendanceMark.objects.count() == 12
    page = day.at("organisation", day.url("assemblies_desk:desk"))
    says(page, "Présent·es 12 Représenté·es 2", "Quorum atteint 14 sur 7")
    day.look(page, "the desk")
    day.note("arrivals")


def _find(page: Any, typed: str) -> None:
    page.get_by_label("Numéro, nom, ou code").fill(typed)
    page.get_by_role("button", name="Chercher").click()
    page.locator(".person").first.wait_for()
