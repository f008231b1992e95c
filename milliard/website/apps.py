from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "milliard.website"
    label = "website"
    verbose_name = "site"
    journal_codes = {
        "website.study.published": "Étude publiée",
        "website.study.pdf_stored": "PDF d’une étude conservé",
    }

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, post_save
        from wagtail.signals import page_published

        from milliard.surveys.reports import register_provider, register_results
        from milliard.website import permissions, receivers
        from milliard.website.figures.sources import stored_figures
        from milliard.website.models import StudyPage
        from milliard.website.spreadsheets import neutralise_downloads
        from milliard.website.studies import studies_of

        register_provider("website", stored_figures)
        register_results("website", studies_of)
        neutralise_downloads()

        page_published.connect(
            receivers.study_published, sender=StudyPage, dispatch_uid="website.study_published"
        )
        post_migrate.connect(permissions.sync_after_migration, dispatch_uid="website.page_rights")
        post_migrate.connect(receivers.index_written_pages, dispatch_uid="website.written_pages")
        for page in set(permissions.PAGES.values()):
            post_save.connect(
                permissions.sync_with_new_page, sender=page, dispatch_uid=f"website.new_{page.__name__}"
            )
