from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "milliard.website"
    label = "website"
    verbose_name = "site"
    journal_codes = {"website.study.published": "Étude publiée"}
