"""The pages of the demonstration that axe walks, as the apps declare them, dealt in batches to processes."""

from collections.abc import Iterator

from tests.harness.addresses import Walk, declared_pages

RECUEIL = "/questionnaires/grand-recueil/"
PAGES = [walk for page in declared_pages() for walk in page.axe]
_TOGETHER = 6


def batches() -> Iterator[tuple[str, list[Walk]]]:
    """A few pages of one reader at a time: enough to share the way in, few enough to share the work."""
    for reader in dict.fromkeys(page.reader for page in PAGES):
        pages = [page for page in PAGES if page.reader == reader]
        count = -(-len(pages) // _TOGETHER)
        who = reader.partition("@")[0] or "visitor"
        for number in range(count):  # dealt like cards: the long ones stand together in the list
            yield f"{who}-{number + 1}", pages[number::count]
