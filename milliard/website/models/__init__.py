"""Pages of the site, editions of studies, details of the site."""

from milliard.website.models.details import SiteDetails
from milliard.website.models.editions import Edition, PublishedFigure
from milliard.website.models.home import HomePage
from milliard.website.models.plain import PlainPage
from milliard.website.models.search import SearchText
from milliard.website.models.studies import StudyIndexPage, StudyPage

__all__ = [
    "Edition",
    "HomePage",
    "PlainPage",
    "PublishedFigure",
    "SearchText",
    "SiteDetails",
    "StudyIndexPage",
    "StudyPage",
]
