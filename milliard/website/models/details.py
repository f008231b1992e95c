"""Who the movement is, on every page; edited in Wagtail."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="cog")
class SiteDetails(BaseSiteSetting):
    """Who publishes the site, where the source code is. How to write to them: settings, `CONTACT_EMAIL`."""

    publisher = models.CharField("qui publie ce site", max_length=200, blank=True)
    publisher_address = models.TextField("adresse postale", blank=True)
    publisher_registration = models.CharField(
        "numéro d’immatriculation", max_length=60, blank=True, help_text="RNA ou SIREN."
    )
    publisher_phone = models.CharField("téléphone", max_length=40, blank=True)
    publication_director = models.CharField("directeur·rice de la publication", max_length=200, blank=True)
    host_name = models.CharField("hébergeur", max_length=200, blank=True)
    host_address = models.TextField("adresse et téléphone de l’hébergeur", blank=True)
    source_code_url = models.URLField(
        "adresse du code source",
        blank=True,
        help_text="La licence AGPL demande que chacun·e puisse obtenir le code de ce site.",
    )
    content_licence = models.CharField(
        "licence des textes et des chiffres", max_length=120, blank=True, default="Licence Ouverte 2.0"
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("publisher"),
                FieldPanel("publisher_address"),
                FieldPanel("publisher_registration"),
                FieldPanel("publisher_phone"),
                FieldPanel("publication_director"),
            ],
            heading="Qui publie",
        ),
        MultiFieldPanel([FieldPanel("host_name"), FieldPanel("host_address")], heading="Qui héberge"),
        MultiFieldPanel([FieldPanel("source_code_url"), FieldPanel("content_licence")], heading="Licences"),
    ]

    class Meta:
        verbose_name = "coordonnées du site"
        verbose_name_plural = "coordonnées du site"
