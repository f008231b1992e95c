"""What a study showed when it was published: pinned, so that page, files and replay agree for ever."""

import pgtrigger
from django.conf import settings
from django.db import models

from milliard.core.models import BaseModel, PublicIdModel
from milliard.figures.display import DatasetFacts, FigurePart, ShownFigure
from milliard.figures.enums import Display, ShownKind
from milliard.figures.models import Dataset
from milliard.website.models.studies import StudyPage


class EditionQuerySet(models.QuerySet["Edition"]):
    def without_files(self) -> "EditionQuerySet":
        """All but the bytes of the PDF."""
        return self.defer("pdf")

    def of_study(self, study_id: int) -> "EditionQuerySet":
        """Those of one study, the last first."""
        return self.without_files().filter(study_id=study_id).order_by("-number")

    def latest_of(self, study_id: int) -> "Edition | None":
        return self.of_study(study_id).first()


class Edition(PublicIdModel):
    """One publication of a study: its ``words`` (`StudyPage.words`), its figures, and what it corrects.

    ``pdf`` is made by a task after publication; ``pdf_digest`` is the SHA-256 of its bytes.
    """

    study = models.ForeignKey(
        StudyPage, on_delete=models.PROTECT, related_name="editions", verbose_name="étude"
    )
    number = models.PositiveSmallIntegerField("numéro")
    published_at = models.DateTimeField("publiée le")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_simulated = models.BooleanField("données simulées", default=False)
    words = models.JSONField("mots", default=dict)
    erratum = models.TextField("ce qui a changé, et pourquoi", blank=True)
    pdf = models.BinaryField("PDF", null=True, blank=True)
    pdf_digest = models.CharField("empreinte du PDF", max_length=64, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "édition d’étude"
        verbose_name_plural = "éditions d’études"
        ordering = ("study", "-number")
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="website_edition_number"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="published_facts",
                fields=[
                    "study",
                    "number",
                    "published_at",
                    "published_by",
                    "is_simulated",
                    "words",
                    "erratum",
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.study} — édition {self.number}"

    def study_then(self) -> StudyPage:
        """The study with the words of this edition; as it is now, when its words were not found again."""
        return self.study.with_words(self.words) if self.words else self.study

    def shown_figures(self) -> "list[ShownFigure]":
        """The figures, in order, as they were published."""
        return [figure.shown() for figure in self.figures.all()]

    def given_rows(self) -> "dict[Dataset, tuple[str, ...]]":
        """The datasets whose rows somebody allowed before it came out, and the columns it gives of them."""
        found = Dataset.objects.filter(pk__in=self.figures.values("dataset"), rows_allowed_at__isnull=False)
        given = {item: item.rows_for(self.published_at) for item in found.order_by("slug")}
        return {dataset: names for dataset, names in given.items() if names}


class PublishedFigure(BaseModel):
    """One block of an edition with its answers, as they were published.

    ``answers``: the parts of a `ShownFigure` as JSON; ``facts``: its `DatasetFacts`. ``block_id`` stays the
    same from one edition to the next: it is the address.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="figures")
    block_id = models.UUIDField("bloc")
    position = models.PositiveSmallIntegerField("rang")
    kind = models.CharField("genre", max_length=20, choices=ShownKind.choices)
    title = models.CharField("titre", max_length=160)
    display = models.CharField("montré comme", max_length=20, choices=Display.choices)
    highlight = models.CharField("réponse mise en avant", max_length=120, blank=True)
    note = models.TextField("note", blank=True)
    is_for_home = models.BooleanField("montré à l’accueil", default=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField("résultats")
    facts = models.JSONField("provenance")
    engine = models.CharField("moteur de calcul", max_length=80, blank=True)

    class Meta:
        verbose_name = "chiffre publié"
        verbose_name_plural = "chiffres publiés"
        ordering = ("edition", "position")
        constraints = [
            models.UniqueConstraint(fields=["edition", "block_id"], name="website_figure_once_an_edition"),
            models.CheckConstraint(
                condition=models.Q(kind__in=ShownKind.values), name="website_figure_known_kind"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="published_figures_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.title

    def read_facts(self) -> DatasetFacts:
        return DatasetFacts.from_json(self.facts)

    def shown(self) -> ShownFigure:
        """The block as `milliard.figures.display` shows it."""
        return ShownFigure(
            block_id=self.block_id,
            kind=ShownKind(self.kind),
            title=self.title,
            display=self.display,
            highlight=self.highlight,
            note=self.note,
            parts=tuple(FigurePart.from_json(part) for part in self.answers),
            facts=self.read_facts(),
            is_for_home=self.is_for_home,
        )
