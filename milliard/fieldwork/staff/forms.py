"""What the team types: parsed and checked here, written by the services."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from engines.questionnaire.files.workbook import MAX_FILE_BYTES
from french import format_date
from milliard.surveys.enums import Audience, Purpose
from milliard.surveys.models import Collection, ConsentText, Version
from milliard.ui.widgets import Moment

#: Addresses that pages of ours already have, on the site or here.
RESERVED_SLUGS = frozenset({"nouvelle", "reprendre", "invitation", "ne-plus-recevoir", "version", "importer"})


class QuestionnaireFileForm(forms.Form):
    """A file to check."""

    file = forms.FileField(
        label="Fichier du questionnaire",
        help_text="XLSForm (.xlsx, .xls, .csv, .md, .zip avec ses choix) ou LimeSurvey (.lss, .lsa)\u00a0:"
        " 10\u00a0Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.md,.lss,.lsa,.zip"}),
    )
    code = forms.SlugField(
        label="Code du questionnaire",
        required=False,
        max_length=60,
        help_text="Le code d’un questionnaire existant prépare sa version suivante."
        " Laissé vide, il est tiré du fichier.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 10\u00a0Mo.")
        return file


class VersionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Versions by name, code and date, the last of each questionnaire first; those put away left out."""

    def __init__(self, among: Q | None = None, **options: Any) -> None:
        found = Version.objects.select_related("questionnaire").defer("definition", "changes")
        among = Q(questionnaire__archived_at__isnull=True) if among is None else among
        versions = found.filter(among).order_by("questionnaire__title", "questionnaire__code", "-number")
        super().__init__(versions, **{"empty_label": "Choisir…", **options})

    def label_from_instance(self, obj: Version) -> str:
        day = format_date(timezone.localdate(obj.created_at))
        return f"{obj} ({obj.questionnaire.code}, du {day})"


class ConsentField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The wordings to show, with enough of each to know it."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: ConsentText) -> str:
        need = ", nécessaire pour répondre" if obj.is_required else ""
        return f"{obj.get_purpose_display()} (texte {obj.version}{need})\u00a0: {obj.text[:140]}"

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        purposes = [text.purpose for text in chosen]
        if len(set(purposes)) < len(purposes):
            raise forms.ValidationError("Choisissez un seul texte par usage.")
        return chosen


class CollectionForm(forms.Form):
    """A collection, new or changed. What respondents were promised is locked once it has opened."""

    title = forms.CharField(label="Titre", max_length=200)
    slug = forms.SlugField(
        label="Adresse de la page",
        max_length=60,
        required=False,
        help_text="Sans espace ni accent, par exemple grand-recueil-2027. Vide\u00a0: tirée du titre. "
        "Elle ne changera plus.",
    )
    version = VersionField(label="Version du questionnaire")
    audience = forms.ChoiceField(label="Qui répond", choices=Audience.choices, widget=forms.RadioSelect)
    introduction = forms.CharField(
        label="Présentation",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Pourquoi répondre, à quoi cela servira, en quelques phrases.",
    )
    organiser = forms.CharField(
        label="Qui le mène",
        max_length=200,
        help_text="Le nom que l’on lira avant de répondre, par exemple\u00a0: la Coopérative des lieux.",
    )
    aim = forms.CharField(
        label="Dans quel but",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ce que vous ferez des réponses, en une phrase.",
    )
    preparation = forms.CharField(
        label="À avoir sous la main",
        required=False,
        max_length=300,
        help_text="Par exemple\u00a0: vos derniers comptes, le montant de vos emprunts.",
    )
    note = forms.CharField(
        label="Note sous le titre", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    contact_email = forms.EmailField(
        label="Adresse de contact",
        required=False,
        help_text="Au bas de ses pages et de ses e-mails. Vide\u00a0: celle du site.",
    )
    closes_at = forms.DateTimeField(
        label="Ferme le",
        required=False,
        widget=Moment,
        help_text="Annoncé aux personnes, et appliqué à la minute. Vide\u00a0: jusqu’à ce que vous fermiez.",
    )
    kept_until = forms.DateField(
        label="Réponses gardées jusqu’au",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="Annoncé aux personnes. Ensuite, réponses et adresses sont effacées\u202f; les données "
        "figées restent. Vide\u00a0: un an après la fermeture.",
    )
    consent_texts = ConsentField(
        queryset=ConsentText.objects.order_by("purpose", "-version"),
        label="Consentements demandés",
        required=False,
        help_text="Chacun est demandé à part. Qui refuse celui des statistiques n’est pas compté·e.",
    )
    invitation_only = forms.BooleanField(
        label="Sur invitation seulement",
        required=False,
        help_text="Il faut un lien personnel reçu par e-mail pour répondre.",
    )
    is_anonymous = forms.BooleanField(
        label="Anonyme",
        required=False,
        help_text="L’invitation ne garde aucun lien avec la réponse, qui ne garde que le jour.",
    )
    is_simulated = forms.BooleanField(
        label="Données simulées",
        required=False,
        help_text="À cocher pour un essai\u00a0: chaque page et chaque fichier le diront.",
    )

    _FIXED = ("version", "audience", "invitation_only", "is_anonymous")

    def __init__(self, *args: Any, collection: Collection | None = None, **options: Any) -> None:
        if collection is not None:
            options["initial"] = _initial(collection)
        self._closed_at = collection.closes_at if collection is not None else None
        super().__init__(*args, **options)
        if collection is not None:
            del self.fields["slug"]
            own: Any = self.fields["version"]
            own.queryset |= Version.objects.filter(pk=collection.version_id)
        if collection is not None and collection.opens_at is not None:
            for name in self._FIXED:
                self.fields[name].disabled = True
                self.fields[name].help_text = "Ne change plus\u00a0: la collecte a déjà été ouverte."

    def clean_closes_at(self) -> Any:
        """A past end is refused when it is typed, not when the collection opens; one already passed stays."""
        closes_at = self.cleaned_data["closes_at"]
        if closes_at is None or closes_at > timezone.now() or self._is_known_end(closes_at):
            return closes_at
        raise forms.ValidationError("Cette date est déjà passée.")

    def clean_kept_until(self) -> dt.date | None:
        kept_until: dt.date | None = self.cleaned_data["kept_until"]
        closes_at = self.cleaned_data.get("closes_at")
        first = max(timezone.localdate(closes_at or timezone.now()), timezone.localdate())
        if kept_until is not None and kept_until <= first and kept_until != self.initial.get("kept_until"):
            raise forms.ValidationError("Choisissez un jour à venir, après la fermeture.")
        return kept_until

    def _is_known_end(self, closes_at: dt.datetime) -> bool:
        """Whether it is the end already written, to the minute that the field shows."""
        return self._closed_at is not None and closes_at == self._closed_at.replace(second=0, microsecond=0)

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("title", ""))[:60].strip("-")
        if not slug and "title" in self.cleaned_data:
            raise forms.ValidationError("Le titre ne donne pas d’adresse\u00a0: écrivez-en une.")
        if slug in RESERVED_SLUGS:
            raise forms.ValidationError("Cette adresse est déjà celle d’une page du site.")
        if Collection.objects.filter(slug=slug).exists():
            raise forms.ValidationError("Cette adresse est déjà celle d’une autre collecte.")
        return slug


def _initial(collection: Collection) -> dict[str, Any]:
    names = [name for name in CollectionForm.base_fields if name not in {"slug", "consent_texts"}]
    values = {name: getattr(collection, name) for name in names}
    return {**values, "consent_texts": list(collection.consent_texts.all())}


class OpeningForm(forms.Form):
    """When answers come in: at once, or later."""

    opens_at = forms.DateTimeField(
        label="Ouvre le",
        required=False,
        widget=Moment,
        help_text="Vide\u00a0: tout de suite.",
    )


class ReopeningForm(forms.Form):
    """Until when answers come in again."""

    closes_at = forms.DateTimeField(
        label="Ferme à nouveau le",
        required=False,
        widget=Moment,
        help_text="Vide\u00a0: jusqu’à ce que vous fermiez.",
    )

    def clean_closes_at(self) -> Any:
        closes_at = self.cleaned_data["closes_at"]
        if closes_at is not None and closes_at <= timezone.now():
            raise forms.ValidationError("Cette date est déjà passée.")
        return closes_at


class AdoptionForm(forms.Form):
    """Another version of the same questionnaire."""

    def __init__(self, *args: Any, collection: Collection, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Q(questionnaire=collection.version.questionnaire_id) & ~Q(pk=collection.version_id)
        self.fields["version"] = VersionField(label="Version", empty_label=None, among=others)


class ConsentTextForm(forms.Form):
    """A new wording."""

    purpose = forms.ChoiceField(label="Usage", choices=Purpose.choices)
    text = forms.CharField(
        label="Texte",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce que la personne lit et accepte, mot pour mot.",
    )
    is_required = forms.BooleanField(
        label="Nécessaire pour répondre",
        required=False,
        help_text="Sans cet accord, aucune réponse n’est gardée.",
    )


class AddressForm(forms.Form):
    """An address to forget."""

    email = forms.EmailField(label="Adresse e-mail", max_length=254)
