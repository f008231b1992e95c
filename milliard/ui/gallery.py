"""What the gallery shows: each component with plausible, invented content, in each of its states."""

import datetime as dt
from typing import Any

from django import forms

from milliard.ui.charts import (
    Bar,
    BarGroup,
    Bin,
    Line,
    Point,
    bar_shares,
    distribution_bars,
    grouped_bars,
    histogram,
    line_progress,
    page_svg,
)
from milliard.ui.component_records import (
    Cell,
    Choice,
    Column,
    Download,
    Figure,
    NavLink,
    Section,
    SiteLinks,
    SplitRow,
)
from milliard.ui.icons import ICONS

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
        "saved_at": dt.time(14, 5),
        "trail": [NavLink("Accueil", "#"), NavLink("Les études", "#")],
        "tab_links": [
            NavLink("Résultats", "#", is_current=True, icon="chart"),
            NavLink("Méthode", "#"),
            NavLink("Données", "#"),
        ],
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
            Figure(
                "836", "organisations ont parlé", "Grand Recueil", "juillet–octobre 2024", "étude", url="#"
            ),
            Figure("1,4 Md€", "de besoins déclarés", "836 organisations", "2024", "étude", "calculated"),
            Figure("312 M€", "d’intentions", "épargnant·es", "au 1er mars 2026", "registre", "simulated"),
            Figure("64\u00a0%", "des ménages épargnent", "France entière", "2023", "Insee", "comparison"),
        ],
        "hero_figure": Figure(
            "75\u00a0%",
            "des organisations manquent de fonds propres",
            BASE,
            "2024",
            "Grand Recueil",
            source_url="#",
        ),
        "declared_figure": Figure(
            "127", "organisations financées", "toutes", "mars 2026", "trésorier", "declared"
        ),
    }


def _inputs() -> dict[str, Any]:
    return {
        "voice": [
            Choice("one", "Une personne, une voix"),
            Choice("share", "Une voix par part sociale", hint="Chaque part détenue compte."),
            Choice("other", "Autrement", text_name="voice_other", text_value="Par collèges"),
        ],
        "needs": [
            Choice("cash", "De la trésorerie"),
            Choice("equity", "Des fonds propres"),
            Choice("none", "Aucun de ces besoins", is_exclusive=True),
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
            Section("Votre organisation", "done", "#", "12 réponses"),
            Section("Vos activités", "current", "#", "3 réponses sur 9"),
            Section("Votre modèle économique", "started", "#"),
            Section("Vos besoins", "todo", "#"),
            Section("Vos espoirs", "locked"),
        ],
        "terms": [
            ("Statut", "Association"),
            ("Commune", "Douarnenez"),
            ("Salarié·es", "12"),
            ("Site", LONG_WORD),
        ],
        "step_items": [
            ("Vous répondez", "Environ 35 minutes, en plusieurs fois si vous voulez."),
            ("Nous comptons", "Les réponses deviennent des chiffres, jamais des portraits."),
            ("Vous lisez", "L’étude est publique, avec la méthode et les données."),
        ],
        "notes": [
            ("1", "Intervalle de confiance à 95\u00a0%."),
            ("2", "Hors réponses «\u00a0ne sait pas\u00a0»."),
        ],
        "doors": [NavLink("Rejoindre un groupe près de chez moi", "#"), NavLink("Proposer un lieu", "#")],
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
    bins = [Bin(50_000 * i, 50_000 * (i + 1), n) for i, n in enumerate((4, 20, 35, 28, 15, 8, 3, 1))]
    first = dt.date(2024, 7, 1)
    begun = tuple(
        Point(first + dt.timedelta(days=7 * i), n)
        for i, n in enumerate((0, 90, 230, 310, 520, 640, 760, 836))
    )
    done = tuple(
        Point(first + dt.timedelta(days=7 * i), n)
        for i, n in enumerate((0, 40, 120, 170, 290, 380, 455, 510))
    )
    charts = {
        "shares": bar_shares(
            shares, title="Trois organisations sur quatre manquent de fonds propres", base=BASE
        ),
        "kinds": distribution_bars(kinds, title="Surtout des associations", base=BASE, unit="organisations"),
        "groups": grouped_bars(
            rows, series=("Associations", "SCIC"), title="À chaque statut son premier besoin", base=BASE
        ),
        "amounts": histogram(
            bins,
            title="La moitié demande moins de 130\u202f000\u00a0€",
            base=BASE,
            x_title="Besoin en euros",
            y_title="organisations",
            mark=130_000,
            mark_label="médiane",
        ),
        "progress": line_progress(
            (Line("commencés", begun), Line("terminés", done, is_highlighted=True)),
            title="510 questionnaires terminés sur 836 commencés",
            base="Tous les questionnaires ouverts",
            y_title="questionnaires",
        ),
    }
    # The same picture twice on a page needs two ids.
    home = {"chart_home": page_svg(charts["shares"], id="g-home")}
    return (
        home
        | {"chart_titles": {name: chart.title for name, chart in charts.items()}}
        | {f"chart_{name}": page_svg(chart, id=f"g-{name}") for name, chart in charts.items()}
    )
