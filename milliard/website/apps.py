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
        from wagtail.signals import page_published

        from milliard.surveys.reports import register_provider
        from milliard.website import receivers
        from milliard.website.figures.sources import stored_figures
        from milliard.website.models import StudyPage

        register_provider("website", stored_figures)

        page_published.connect(
            receivers.study_published, sender=StudyPage, dispatch_uid="website.study_published"
        )
