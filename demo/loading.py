"""Load the demonstration country: each step looks first at what is there; again changes nothing."""

from collections.abc import Callable

from django.conf import settings

from demo import accounts, home, studies, waves
from demo.directory import ensure_directory
from demo.movement.loading import ensure_movement, is_invented
from demo.pages import ensure_pages
from milliard.core.search_index import rebuild
from milliard.surveys.models import Collection
from milliard.website.models import Edition, StudyPage


class NoPlaceForDemonstration(RuntimeError):
    """Invented people and answers have no place among real ones."""


def load_country(say: Callable[[str], object]) -> None:
    """Accounts, collections, members, datasets, studies, home page. ``say`` gets a line a step, with counts.

    Raises
    ------
    NoPlaceForDemonstration
        ``DEMONSTRATION`` is not set for this installation, or its database holds real collections
        or members (``make demo`` with the DATABASE_URL of a site in use).
    """
    if not settings.IS_DEMONSTRATION:
        raise NoPlaceForDemonstration("DEMONSTRATION is not set: invented people have no place here.")
    if _holds_real_data():
        raise NoPlaceForDemonstration("This database holds answers or members of nobody's invention.")
    say(f"{accounts.ensure_accounts()} comptes inventés")
    for wave in waves.WAVES:
        say(_counts(waves.ensure_wave(wave)))
    say(f"{ensure_movement()} membres inventé·es, leurs paiements, un compte à la banque, des lettres")
    say(f"{ensure_directory()} organisations inventées dans l’annuaire, des réseaux, des demandes à décider")
    recueil = studies.ensure_grand_recueil(waves.dataset_of(waves.GRAND_RECUEIL))
    savers = studies.ensure_savers(waves.dataset_of(waves.SAVERS))
    for study in (recueil, savers):
        say(_figures(study))
    home.ensure_home(recueil)
    say(f"page d’accueil, {ensure_pages()} pages du site, questions et actualités comprises")
    entries = sum(entries for _, entries, _ in rebuild())
    say(f"recherche\u00a0: {entries} entrées")


def _holds_real_data() -> bool:
    real = Collection.objects.filter(is_simulated=False, responses__isnull=False)
    return real.exists() or not is_invented()


def _counts(collection: Collection) -> str:
    begun = collection.responses.count()
    complete = collection.responses.complete().count()
    state = "ouverte" if collection.is_open() else "close"
    return f"{collection.title}\u00a0: {begun} réponses commencées, {complete} complètes ({state})"


def _figures(study: StudyPage) -> str:
    edition = Edition.objects.latest_of(study.pk)
    count = edition.figures.count() if edition else 0
    return f"étude «\u00a0{study.title}\u00a0», {count} chiffres publiés"
