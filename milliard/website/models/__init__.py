"""Pages of the site, editions of studies, menu and details of the site, messages received."""

from milliard.website.models.contact import ContactMessage
from milliard.website.models.details import SiteDetails
from milliard.website.models.editions import Edition, PublishedFigure
from milliard.website.models.faq import FaqPage
from milliard.website.models.home import HomePage
from milliard.website.models.menu import SiteMenu
from milliard.website.models.news import NewsIndexPage, NewsPage
from milliard.website.models.plain import PlainPage
from milliard.website.models.studies import StudyIndexPage, StudyPage

__all__ = [
    "ContactMessage",
    "Edition",
    "FaqPage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "PlainPage",
    "PublishedFigure",
    "SiteDetails",
    "SiteMenu",
    "StudyIndexPage",
    "StudyPage",
]
