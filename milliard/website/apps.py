from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class WebsiteConfig(declarations.MilliardAppConfig):
    name = "milliard.website"
    label = "website"
    verbose_name = "site"
    journal_codes = {
        "website.study.published": "Étude publiée",
        "website.study.pdf_stored": "PDF d’une étude conservé",
    }
    staff_rights = {"organiser": ("*",), "admin": ("*",)}
    impersonal_models = (
        *("SiteDetails", "StudyIndexPage", "StudyPage", "Edition", "PublishedFigure"),
        *("HomePage", "PlainPage", "SearchText"),
    )
    replays = "milliard.website.study_figures.stored_figures"
    search_documents = "milliard.website.search.search_pages"
    home_figure = "milliard.website.home.front_study"
    housekeeping = "milliard.website.released.follow_agreements"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, post_save
        from wagtail.signals import page_published

        from milliard.surveys.signals import results_asked
        from milliard.website import permissions, receivers
        from milliard.website.home import home_context
        from milliard.website.legal import plain_context
        from milliard.website.models import HomePage, PlainPage, StudyIndexPage, StudyPage
        from milliard.website.models.context import COMPOSERS
        from milliard.website.spreadsheets import neutralise_downloads
        from milliard.website.studies import index_context, study_context

        COMPOSERS[HomePage] = home_context
        COMPOSERS[PlainPage] = plain_context
        COMPOSERS[StudyIndexPage] = index_context
        COMPOSERS[StudyPage] = study_context

        results_asked.connect(receivers.results_of, dispatch_uid="website.results_of")
        neutralise_downloads()

        page_published.connect(
            receivers.study_published, sender=StudyPage, dispatch_uid="website.study_published"
        )
        page_published.connect(receivers.page_published, dispatch_uid="website.search_index")
        post_migrate.connect(permissions.sync_rights_after_migration, dispatch_uid="website.page_rights")
        post_migrate.connect(receivers.index_written_pages, dispatch_uid="website.written_pages")
        for page in set(permissions.PAGES.values()):
            post_save.connect(
                permissions.sync_with_new_page, sender=page, dispatch_uid=f"website.new_{page.__name__}"
            )
