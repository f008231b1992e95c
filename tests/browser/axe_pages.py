"""The pages of the demonstration that axe walks: data alone, walked by `test_axe`.

A page is read once with every rule, at a phone's width in light. `wide`: once more at a desk's, because
something there is shown, hidden or placed otherwise by a style sheet (and not only given more room).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from demo.accounts import ORGANISER

MEMBER = "maxime.membre@exemple.fr"
RECUEIL = "/questionnaires/grand-recueil/"
STUDY = "/etudes/grand-recueil-2024/"


@dataclass(frozen=True, slots=True)
class AxePage:
    """One address, as one reader sees it.

    reader: who is signed in, by address; a visitor otherwise. link: the page behind the link of ``path``
    that says so (the second one: the first may be a summary's). wide: also at a desk's width. staff: a
    screen of the team, our part of it alone and at a desk's width; what stands around is Wagtail's.
    """

    path: str
    reader: str = ""
    link: str = ""
    wide: bool = False
    staff: bool = False


VISITOR_PAGES = [
    AxePage("/", wide=True),  # the menu, the title beside the call, the wide drawing of the way
    AxePage("/composants/", wide=True),  # every component
    AxePage("/etudes/"),
    AxePage(STUDY, wide=True),  # contents in a column of their own, wide charts
    AxePage(STUDY, link="Adresse de ce chiffre"),
    AxePage("/accessibilite/"),
    AxePage("/le-recit/"),
    AxePage("/mentions-legales/"),
    AxePage("/donnees-personnelles/"),
    AxePage("/recherche/?q=organisations"),
    AxePage("/recherche/?q=zzzz"),
    AxePage("/questionnaires/", wide=True),  # a list in two columns
    AxePage(RECUEIL),
    AxePage("/questionnaires/grand-recueil-2024/"),
    AxePage(f"{RECUEIL}imprimer/"),
    AxePage("/questionnaires/cinq-questions/section/x/"),
    AxePage("/questionnaires/reprendre/inconnu/"),
    AxePage("/questionnaires/invitation/inconnue/"),
    AxePage("/nulle-part/"),
    AxePage("/compte/login/"),
    AxePage("/compte/signup/"),
    AxePage("/compte/login/code/"),
]

MEMBER_PAGES = [
    AxePage(path, MEMBER)
    for path in (
        "/mon-compte/",
        "/mon-compte/effacer/",
        "/compte/2fa/",
        "/compte/email/",
        "/compte/sessions/",
        "/compte/logout/",
        "/courriels/",
        "/gestion/collectes/",
    )
]

STAFF_PAGES = [
    AxePage(f"/gestion/{path}", ORGANISER, staff=True)
    for path in (
        "questionnaires/",
        "questionnaires/grand-recueil/1/",
        "questionnaires/importer/",
        "consentements/",
        "collectes/",
        "collectes/nouvelle/",
        "collectes/grand-recueil/",
        "collectes/grand-recueil/quotas/",
        "collectes/grand-recueil/invitations/",
        "collectes/grand-recueil-2024/suivi/",
        "collectes/grand-recueil-2024/demande/",
        "collectes/grand-recueil-2024/figer/",
        "jeux-de-donnees/",
        "jeux-de-donnees/importer/",
    )
]

PAGES = [*VISITOR_PAGES, *MEMBER_PAGES, *STAFF_PAGES]
_TOGETHER = 6


def batches() -> Iterator[tuple[str, list[AxePage]]]:
    """A few pages of one reader at a time: enough to share the way in, few enough to share the work."""
    for reader in dict.fromkeys(page.reader for page in PAGES):
        pages = [page for page in PAGES if page.reader == reader]
        count = -(-len(pages) // _TOGETHER)
        who = reader.partition("@")[0] or "visitor"
        for number in range(count):  # dealt like cards: the long ones stand together in the list
            yield f"{who}-{number + 1}", pages[number::count]
