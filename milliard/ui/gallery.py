"""The content of the gallery: each component with plausible, invented content, in each of its states."""

import datetime as dt
from typing import Any

from django import forms

from french import format_number
from milliard.ui.charts import Bar, BarGroup, bar_amounts, bar_shares, grouped_bars, page_svg
from milliard.ui.component_records import (
    Cell,
    Column,
    Download,
    KeyFigure,
    NavLink,
    Option,
    SectionLink,
    SiteLinks,
    SplitRow,
)
from milliard.ui.icons import ICONS
from milliard.ui.sharing import code_of

LONG_WORD = "anticonstitutionnellementparticipativement"
BASE = "Parmi 510 organisations qui ont répondu à toutes les questions"


class ExampleForm(forms.Form):
    """A Django form with one field of each family, as the wrapper meets them."""

    name = forms.CharField(label="Votre prénom", help_text="Comme vous voulez qu’on vous appelle.")
    email = forms.EmailField(label="Votre adresse e-mail")
    department = forms.ChoiceField(
        label="Votre département", choices=[("", "Choisissez…"), ("29", "Finistère"), ("974", "La Réunion")]
    )
    time = forms.ChoiceField(
        label="Quand êtes-vous disponible\u202f?",
        choices=[("evening", "Le soir"), ("weekend", "Le week-end")],
        widget=forms.RadioSelect,
    )
    skills = forms.MultipleChoiceField(
        label="Ce que vous aimez faire",
        choices=[("cook", "Cuisiner"), ("count", "Tenir les comptes")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    message = forms.CharField(
        label="Un mot pour l’équipe", widget=forms.Textarea({"rows": 3}), required=False
    )
    photo = forms.FileField(label="Une photo", required=False)
    agrees = forms.BooleanField(label="J’accepte que mes réponses servent aux statistiques.")


def gallery_context() -> dict[str, Any]:
    """The context of the gallery page; everything in it is invented."""
    return {
        "simulated": True,
        "site_links": _links(),
        "icon_names": sorted(ICONS),
        "code": code_of("https://exemple.fr/questionnaires/essai/"),
        "saved_at": dt.time(14, 5),
        **_home(),
        **_inputs(),
        **_lists(),
        **_table(),
        **_charts(),
    }


def _links() -> SiteLinks:
    return SiteLinks(
        main=(
            NavLink("Le récit", "#"),
            NavLink("Agir", "#"),
            NavLink("Les lieux", "#"),
            NavLink("Les études", "#", is_current=True),
            NavLink("Les fonds", "#"),
        ),
        account=(NavLink("Se connecter", "#", icon="person"),),
        footer=(
            NavLink("Mentions légales", "#"),
            NavLink("Vie privée", "#"),
            NavLink("Accessibilité", "#"),
            NavLink("Code source", "#"),
        ),
    )


def _home() -> dict[str, Any]:
    return {
        "figures": [
            KeyFigure("836", "organisations ont parlé", "Grand Recueil", "juillet–octobre 2024", "étude"),
            KeyFigure("1,4 Md€", "de besoins déclarés", "836 organisations", "2024", "étude", "calculated"),
            KeyFigure("312 M€", "d’intentions", "épargnant·es", "au 1er mars 2026", "registre", "simulated"),
            KeyFigure("64\u00a0%", "des ménages épargnent", "France entière", "2023", "Insee", "comparison"),
        ],
    }


def _inputs() -> dict[str, Any]:
    return {
        "voice": [
            Option("one", "Une personne, une voix"),
            Option("share", "Une voix par part sociale", hint="Chaque part détenue compte."),
            Option("other", "Autrement", text_name="voice_other", text_value="Par collèges"),
        ],
        "needs": [
            Option("cash", "De la trésorerie"),
            Option("equity", "Des fonds propres"),
            Option("none", "Aucun de ces besoins", is_exclusive=True),
        ],
        "needs_chosen": ["cash", "equity"],
        "departments": [("29", "Finistère"), ("974", "La Réunion")],
        "scale": [
            ("1", "Pas du tout"),
            ("2", "Plutôt pas"),
            ("3", "Plutôt"),
            ("4", "Tout à fait"),
            ("0", "Ne sait pas"),
        ],
        "grid_rows": [
            SplitRow("trust_bank", "Les banques coopératives", "3"),
            SplitRow("trust_state", "Les aides publiques de l’État et des régions", ""),
            SplitRow("trust_citizen", "L’épargne citoyenne", "4"),
        ],
        "grid_errors": {"trust_state": "Choisissez une réponse sur cette ligne."},
        "split_rows": [
            SplitRow("part_sales", "Ventes et prestations", "40"),
            SplitRow("part_public", "Subventions publiques", "35"),
            SplitRow("part_gifts", "Dons", "10,5", "Particuliers et fondations"),
        ],
        "split_full": [
            SplitRow("full_a", "Fonctionnement", "60"),
            SplitRow("full_b", "Investissement", "40"),
        ],
        "rank_rows": [
            SplitRow("rank_a", "Être mieux accompagné·es", "1"),
            SplitRow("rank_b", "Des fonds propres patients", "2"),
            SplitRow("rank_c", LONG_WORD, "3"),
        ],
        "errors": [
            ("id_bad_email", "Il manque le signe @ dans l’adresse."),
            ("id_bad_amount", "Écrivez un nombre."),
        ],
        "empty_form": ExampleForm(prefix="empty"),
        "wrong_form": ExampleForm({"wrong-name": "", "wrong-email": "lou(at)exemple.fr"}, prefix="wrong"),
    }


def _lists() -> dict[str, Any]:
    return {
        "sections": [
            SectionLink("Votre organisation", "done", "#", "12 réponses"),
            SectionLink("Vos activités", "current", "#", "3 réponses sur 9"),
            SectionLink("Votre modèle économique", "started", "#"),
            SectionLink("Vos besoins", "todo", "#"),
            SectionLink("Vos espoirs", "locked"),
        ],
    }


def _table() -> dict[str, Any]:
    return {
        "columns": [
            Column("Organisation", sort_url="#", sorted="ascending"),
            Column("Commune", sort_url="#"),
            Column("Besoin", is_number=True, sort_url="#"),
            Column("Réponses", is_number=True),
        ],
        "table_rows": [
            [Cell("La Bascule", url="#", is_header=True), "Douarnenez", "120\u202f000\u00a0€", 41],
            [Cell("Fruits et liens", url="#", is_header=True), "Saint-Denis", "8\u202f500\u00a0€", 38],
            [
                Cell(LONG_WORD, is_header=True),
                "Le Puy-en-Velay",
                "1\u202f250\u202f000\u00a0€",
                Cell("", is_withheld=True),
            ],
        ],
        "facts": [Column("Statut", "status"), Column("Réponses", "count", "entier")],
        "fact_source": {"status": "Association", "count": 1241},
        "crowded_rows": [
            [f"Organisation {index}", "Brest", f"{index}\u202f000\u00a0€", index] for index in range(1, 9)
        ],
        "chart_columns": [
            Column("Réponse"),
            Column("Part", is_number=True),
            Column("Intervalle", is_number=True),
        ],
        "chart_rows": [
            ["Une personne, une voix", "87\u00a0%", "84–90\u00a0%"],
            ["Fonds propres insuffisants", "75\u00a0%", "71–79\u00a0%"],
            ["Tensions de trésorerie", "72\u00a0%", "68–76\u00a0%"],
            ["Trésorerie préoccupante", "32\u00a0%", "28–36\u00a0%"],
        ],
        "chart_note": "Intervalle de confiance à 95\u00a0%.",
        "downloads": [
            Download("Tableau", "#", "CSV"),
            Download("Image", "#", "SVG"),
            Download("Image", "#", "PNG"),
        ],
    }


def _charts() -> dict[str, Any]:
    shares = [
        Bar("Une personne, une voix", 0.87, 0.84, 0.90),
        Bar("Fonds propres insuffisants", 0.75, 0.71, 0.79, is_highlighted=True),
        Bar("Tensions de trésorerie", 0.72, 0.68, 0.76),
        Bar("Trésorerie préoccupante", 0.32, 0.28, 0.36),
    ]
    kinds = [
        Bar("Associations", 306),
        Bar("Sociétés coopératives d’intérêt collectif", 122),
        Bar("Autres", None),
    ]
    rows = [
        BarGroup("Fonctionnement", (Bar("", 0.61, 0.55, 0.67), Bar("", 0.31, 0.22, 0.40))),
        BarGroup("Investissement", (Bar("", 0.22, 0.17, 0.27), Bar("", 0.68, 0.59, 0.77))),
    ]
    charts = {
        "shares": bar_shares(
            shares, title="Trois organisations sur quatre manquent de fonds propres", base=BASE
        ),
        "kinds": bar_amounts(
            kinds,
            title="Surtout des associations",
            base=BASE,
            write=lambda count: f"{format_number(count)}\u00a0organisations" if count else "0",
        ),
        "groups": grouped_bars(
            rows, series=("Associations", "SCIC"), title="À chaque statut son premier besoin", base=BASE
        ),
    }
    # The same picture twice on a page needs two ids.
    home = {"chart_home": page_svg(charts["shares"], id="g-home")}
    return (
        home
        | {"chart_titles": {name: chart.title for name, chart in charts.items()}}
        | {f"chart_{name}": page_svg(chart, id=f"g-{name}") for name, chart in charts.items()}
    )
