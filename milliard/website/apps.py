from milliard.core import declarations  # the module: Django takes the one AppConfig found here
from milliard.website.privacy import IMPERSONAL_OF_WAGTAIL

#: Screens of objects that have a page of their own, which search leads to while anybody may open it.
_SHARED = (
    "assemblies.assembly",
    "organisations.organisation",
    "participation.event",
    "participation.group",
    "participation.mission",
    "places.place",
    "surveys.collection",
)


class WebsiteConfig(declarations.MilliardAppConfig):
    name = "milliard.website"
    label = "website"
    verbose_name = "site"
    journal_codes = {
        "website.study.published": "Étude publiée",
        "website.study.pdf_stored": "PDF d’une étude conservé",
        "website.message.handled": "Message traité",
        "website.message.reopened": "Message remis à traiter",
        "website.message.deleted": "Message supprimé",
    }
    staff_rights = {"organiser": ("*",), "admin": ("*",)}
    kept_data = "milliard.website.privacy.KEPT"
    person_data = "milliard.website.services.personal_data.PERSON_DATA"
    impersonal_models = {
        "SiteDetails": "content_licence host_address host_name publication_director publisher"
        " publisher_address publisher_phone publisher_registration source_code_url",
        "StudyIndexPage": "lead",
        "StudyPage": "body correction kicker method sources standfirst",
        "Edition": "erratum pdf pdf_digest published_by words",
        "PublishedFigure": "answers engine facts highlight note title",
        "HomePage": "actions amounts_source amounts_source_url hero_emphasis hero_title lead pillars",
        "PlainPage": "body lead",
        "NewsIndexPage": "lead",
        "NewsPage": "body lead",
        "FaqPage": "body lead",
        "SiteMenu": "footer header",
        **IMPERSONAL_OF_WAGTAIL,
    }
    staff_panels = dict.fromkeys(_SHARED, "milliard.website.sharing.address_panel")
    staff_powers = "milliard.website.powers.POWERS"
    replays = "milliard.website.study_figures.stored_figures"
    act_cards = "milliard.website.acting.open_questionnaires"
    search_sources = "milliard.website.search.SOURCES"
    mails = "milliard.website.emails.MAILS"
    home_figure = "milliard.website.home.front_study"
    housekeeping = "milliard.website.services.housekeeping.tidy_up_site"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, post_save, pre_delete
        from wagtail.images import get_image_model
        from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

        from milliard.figures.signals import citations_asked
        from milliard.surveys.signals import results_asked
        from milliard.website import permissions, receivers
        from milliard.website.faq import faq_context
        from milliard.website.home import home_context
        from milliard.website.legal import plain_context
        from milliard.website.models import (
            FaqPage,
            HomePage,
            NewsIndexPage,
            NewsPage,
            PlainPage,
            StudyIndexPage,
            StudyPage,
        )
        from milliard.website.models.context import COMPOSERS
        from milliard.website.news import news_context, news_index_context
        from milliard.website.spreadsheets import neutralise_downloads
        from milliard.website.staff_menu import remember_menu
        from milliard.website.studies import index_context, study_context
        from milliard.website.words_of_wagtail import correct_catalogue

        COMPOSERS[HomePage] = home_context
        COMPOSERS[PlainPage] = plain_context
        COMPOSERS[StudyIndexPage] = index_context
        COMPOSERS[StudyPage] = study_context
        COMPOSERS[NewsIndexPage] = news_index_context
        COMPOSERS[NewsPage] = news_context
        COMPOSERS[FaqPage] = faq_context

        citations_asked.connect(receivers.citations_of, dispatch_uid="website.citations_of")
        results_asked.connect(receivers.results_of, dispatch_uid="website.results_of")
        neutralise_downloads()
        correct_catalogue()
        remember_menu()

        page_published.connect(
            receivers.study_published, sender=StudyPage, dispatch_uid="website.study_published"
        )
        for signal in (page_published, page_unpublished):
            signal.connect(receivers.page_changed, dispatch_uid="website.search_page")
        for signal in (page_slug_changed, post_page_move):
            signal.connect(receivers.page_moved, dispatch_uid="website.search_moved")
        pictures = get_image_model()
        post_save.connect(receivers.picture_added, sender=pictures, dispatch_uid="website.picture_added")
        pre_delete.connect(receivers.picture_goes, sender=pictures, dispatch_uid="website.picture_goes")
        post_migrate.connect(permissions.sync_rights_after_migration, dispatch_uid="website.page_rights")
        post_migrate.connect(receivers.index_written_pages, dispatch_uid="website.written_pages")
        for page in set(permissions.PAGES.values()):
            post_save.connect(
                permissions.sync_with_new_page, sender=page, dispatch_uid=f"website.new_{page.__name__}"
            )
