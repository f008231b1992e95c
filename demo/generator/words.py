"""Words for invented organisations. Each name says that it is invented: none can be taken for real."""

import re
import unicodedata

from demo.generator.draws import Draws

MARK = "(organisation inventée)"

_FIRST = {
    "association": ("Les Amies", "La Maison", "Le Cercle", "L’Atelier", "La Fabrique", "Le Comptoir"),
    "cooperative": ("La Coopérative", "La Fruitière", "Le Chantier", "L’Équipage", "La Scierie"),
    "commerciale": ("La Compagnie", "La Manufacture", "Les Établissements", "Le Bureau"),
    "fondation": ("Le Fonds", "La Fondation"),
    "autre_statut": ("L’Union", "Le Groupement", "La Ligue"),
}
_SECOND = (
    "des Sept Marmites", "du Vent d’Autan", "de la Lune Rousse", "des Trois Rivières", "du Grand Pommier",
    "des Mains Vertes", "de la Tuile Bleue", "du Petit Matin", "des Quatre Saisons", "de la Roue Libre",
    "du Pain Perdu", "des Hirondelles", "de l’Herbe Haute", "du Sel et du Miel", "des Mille Feuilles",
    "de la Chouette", "du Bois Joli", "des Braises", "de la Source Claire", "du Figuier",
    "des Semeuses", "de l’Écluse", "du Volet Rouge", "des Passerelles", "de la Brouette",
    "du Tilleul", "des Lanternes", "de la Marée Basse", "du Moulin Neuf", "des Chemins Creux",
)  # fmt: skip
_THIRD = (
    "d’en Haut", "d’en Bas", "de la Vallée", "du Plateau", "du Littoral", "des Collines", "du Bocage",
    "des Faubourgs", "du Marais", "de la Plaine", "des Îles", "du Vieux Port", "des Causses", "de la Forêt",
    "du Bassin", "des Coteaux",
)  # fmt: skip

PURPOSES = {
    "investissement": (
        "Acheter et rénover nos murs", "Équiper la cuisine partagée", "Mettre un atelier aux normes",
        "Isoler le bâtiment", "Acheter des terres pour les installer en bio",
    ),
    "fonctionnement": (
        "Garder nos deux postes de coordination", "Payer le loyer et les charges",
        "Consolider l’équipe d’animation", "Faire face à la fin d’une subvention",
    ),
    "tresorerie": (
        "Tenir jusqu’au versement des subventions", "Passer l’hiver", "Avancer un marché public",
    ),
    "fonds_propres": (
        "Renforcer le bilan", "Reconstituer nos réserves", "Accueillir de nouvelles sociétaires",
    ),
    "ingenierie": (
        "Étudier un second lieu", "Préparer le passage en SCIC", "Chiffrer le projet avec un architecte",
    ),
}  # fmt: skip

INNOVATIONS = (
    "Les personnes concernées tiennent elles-mêmes le lieu.",
    "Nous réparons, elles et ils apprennent, personne ne paie plus qu’il ne peut.",
    "Une monnaie de temps relie les habitant·es et les commerces.",
    "Le foncier est sorti du marché, pour toujours.",
    "Les décisions se prennent en assemblée ouverte, chaque mois.",
)
WITHOUT = (
    "Nous aurions fermé le lieu deux jours par semaine.",
    "Le projet aurait attendu un an de plus.",
    "Rien, mais à une échelle plus petite.",
    "Deux postes n’auraient pas été gardés.",
)
COMMENTS = (
    "Merci de compter ce que personne ne compte.",
    "Un dossier unique changerait tout.",
    "Demandez-nous aussi ce qui marche.",
    "Le bénévolat n’apparaît nulle part dans les bilans.",
)
OTHER_OBSTACLES = ("Notre taille", "La langue des formulaires", "Des règles qui changent chaque année")
OTHER_BRAKES = ("Des démarches sans fin", "Le conseil de mes proches", "Un compte trop petit")
DREAMS = (
    "Une épicerie tenue par ses client·es.",
    "Des logements que personne ne peut revendre.",
    "Une maison de santé avec ses soignant·es salarié·es.",
    "Le car du village, le soir aussi.",
    "De quoi replanter les haies.",
)


class Names:
    """Names drawn one after the other, never twice the same."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def draw(self, draws: Draws, status: str) -> str:
        while True:
            name = f"{draws.choice(_FIRST[status])} {draws.choice(_SECOND)} {draws.choice(_THIRD)}"
            if name not in self._taken:
                self._taken.add(name)
                return f"{name} {MARK}"


def mail_of(name: str) -> str:
    """An address at `.example`, a domain no machine will ever answer for (RFC 2606)."""
    plain = unicodedata.normalize("NFKD", name.removesuffix(MARK)).encode("ascii", "ignore").decode().lower()
    host = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
    return f"bonjour@{host}.example"
