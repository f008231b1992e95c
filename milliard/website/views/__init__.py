"""Pages that are not in Wagtail's tree: files of a study, one figure alone, search, what robots read."""

from milliard.website.views.contact import contact, contact_sent
from milliard.website.views.figures import figure, figure_card, figure_download
from milliard.website.views.guides import guide, guide_file, guides
from milliard.website.views.site import (
    home_card,
    news_feed,
    page_card,
    robots,
    search,
    sitemap,
    sitemap_part,
)
from milliard.website.views.studies import (
    study_archive,
    study_card,
    study_dictionary,
    study_edition,
    study_edition_pdf,
    study_pdf,
)

__all__ = [
    "contact",
    "contact_sent",
    "figure",
    "figure_card",
    "figure_download",
    "guide",
    "guide_file",
    "guides",
    "home_card",
    "news_feed",
    "page_card",
    "robots",
    "search",
    "sitemap",
    "sitemap_part",
    "study_archive",
    "study_card",
    "study_dictionary",
    "study_edition",
    "study_edition_pdf",
    "study_pdf",
]
