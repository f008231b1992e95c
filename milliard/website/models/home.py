"""The home page: one strong sentence, the way to the billion, three pillars, what is going on."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from milliard.core.fields import CentsField
from milliard.website.blocks import PILLARS, LinkBlock
from milliard.website.enums import AmountStatus
from milliard.website.models.context import ComposedPage


class HomePage(ComposedPage):
    """The first page. Amounts are declared by the movement, dated and sourced, until the ledger has them.

    ``intended_cents`` ⊇ ``committed_cents`` ⊇ ``disbursed_cents``: each counts from the start of the way.
    All three are given, with their date and source, or none is.
    """

    hero_title = models.CharField("grande phrase", max_length=120)
    hero_emphasis = models.CharField(
        "sa fin, en italique", max_length=80, blank=True, help_text="Les mots qui comptent."
    )
    lead = models.TextField("chapeau", max_length=400)
    actions = StreamField([("action", LinkBlock())], verbose_name="boutons", max_num=4, blank=True)

    intended_cents = CentsField("intentions", null=True, blank=True)
    committed_cents = CentsField("engagés", null=True, blank=True)
    disbursed_cents = CentsField("versés", null=True, blank=True)
    organisations_financed = models.PositiveIntegerField("organisations financées", null=True, blank=True)
    amounts_on = models.DateField("montants au", null=True, blank=True)
    amounts_source = models.CharField("source des montants", max_length=200, blank=True)
    amounts_source_url = models.URLField("adresse de la source", blank=True)
    amounts_status = models.CharField(
        "ce que valent ces montants",
        max_length=20,
        choices=AmountStatus.choices,
        default=AmountStatus.DECLARED,
    )

    pillars = StreamField(PILLARS, verbose_name="piliers", max_num=3, blank=True)
    featured_study = models.ForeignKey(
        "website.StudyPage",
        verbose_name="étude à la une",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Sinon, la dernière étude publiée.",
    )

    template = "website/home_page.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    content_panels: ClassVar = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("hero_title"),
                FieldPanel("hero_emphasis"),
                FieldPanel("lead"),
                FieldPanel("actions"),
            ],
            heading="En ouverture",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("intended_cents"),
                        FieldPanel("committed_cents"),
                        FieldPanel("disbursed_cents"),
                    ]
                ),
                FieldRowPanel([FieldPanel("organisations_financed"), FieldPanel("amounts_on")]),
                FieldPanel("amounts_status"),
                FieldPanel("amounts_source"),
                FieldPanel("amounts_source_url"),
            ],
            heading="Le chemin du milliard",
        ),
        FieldPanel("pillars"),
        FieldPanel("featured_study"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("hero_title"),
        index.SearchField("hero_emphasis"),
        index.SearchField("lead"),
        index.SearchField("pillars"),
    ]

    class Meta:
        verbose_name = "page d’accueil"
        verbose_name_plural = "pages d’accueil"
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(intended_cents__isnull=True, committed_cents__isnull=True, disbursed_cents__isnull=True)
                    # Written out: a comparison with NULL is not false, and would pass.
                    | Q(
                        intended_cents__isnull=False,
                        committed_cents__isnull=False,
                        disbursed_cents__isnull=False,
                        disbursed_cents__gte=0,
                        committed_cents__gte=F("disbursed_cents"),
                        intended_cents__gte=F("committed_cents"),
                        amounts_on__isnull=False,
                    )
                    & ~Q(amounts_source="")
                ),
                name="website_home_amounts_are_dated_and_nested",
                violation_error_message=(
                    "Donnez les trois montants, leur date et leur source\u202f; "
                    "les versés sont comptés dans les engagés, les engagés dans les intentions."
                ),
            )
        ]

    @property
    def has_amounts(self) -> bool:
        """Whether the movement has declared how far it has come, and when."""
        given = (self.intended_cents, self.committed_cents, self.disbursed_cents, self.amounts_on)
        return None not in given

    def clean(self) -> None:
        super().clean()
        if self.organisations_financed is not None and not self.has_amounts:
            message = "Donnez aussi les montants, leur date et leur source."
            raise ValidationError({"organisations_financed": message})
