"""What the two invented assemblies decide: texts, choices, how the trial's people vote."""

from collections.abc import Mapping, Sequence
from typing import Any

from milliard.assemblies.enums import Electorate, Secrecy, VotingMethod
from milliard.statutes.enums import ResolutionKind

AGENDA = ("Rapport moral", "Statuts", "Conseil", "Priorités", "Partage d’une somme")
TRIAL_AGENDA = ("Bilan de l’essai", "Priorités", "Partage d’une somme")
MOTION_CHANCES = {"for": 0.7, "against": 0.17, "abstain": 0.1, "blank": 0.03}
PROJECTS = (
    ("Une épicerie coopérative itinérante", 32_000),
    ("Rénover la salle d’un centre social", 28_000),
    ("Des jardins nourriciers", 9_500),
    ("Une recyclerie de quartier", 21_000),
    ("Un atelier vélo solidaire", 6_000),
    ("Un habitat partagé, études", 18_000),
    ("Des cuisines de quartier", 14_500),
    ("Une radio associative", 7_200),
)
PRIORITIES = (
    "Prêter sans garantie personnelle",
    "Prendre des parts patientes",
    "Garantir les trésoreries",
    "Financer l’amorçage",
    "Former à lire des comptes",
)
PEOPLE = (
    ("Ada Inventée", "woman", "Bretagne"),
    ("Bilal Inventé", "man", "Grand Est"),
    ("Chloé Inventée", "woman", "Occitanie"),
    ("Driss Inventé", "man", "Bretagne"),
    ("Élise Inventée", "woman", "La Réunion"),
    ("Gaël Inventé", "man", "Occitanie"),
    ("Odile Inventée", "woman", "Normandie"),
)

Asked = tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]

_CANDIDATES = [{"label": name, "gender": gender, "region": region} for name, gender, region in PEOPLE]
_OPTIONS = [{"label": label} for label in PRIORITIES]
_COSTED = [{"label": label, "cost_cents": euros * 100} for label, euros in PROJECTS]
_ORDINARY = {"method": VotingMethod.MOTION, "secrecy": Secrecy.OPEN, "kind": ResolutionKind.ORDINARY}
_BOARD = {
    **_ORDINARY,
    "text": "Quatre sièges, à parité.",
    "method": VotingMethod.CHOOSE,
    "secrecy": Secrecy.CONFIDENTIAL,
    "seats": 4,
    "max_chosen": 4,
    "rules": {"parity": True},
}
_JUDGED = {**_ORDINARY, "text": "Donnez une mention à chacune.", "method": VotingMethod.JUDGMENT}
_SHARED = {
    **_ORDINARY,
    "text": "Cochez au plus cinq projets.",
    "method": VotingMethod.BUDGET,
    "max_chosen": 5,
}
#: Fields of each resolution, and its choices.
TRIED: Sequence[Asked] = (
    ({**_ORDINARY, "title": "Bilan de l’essai", "text": "L’assemblée approuve le bilan inventé."}, ()),
    ({**_BOARD, "title": "Conseil d’essai"}, _CANDIDATES),
    ({**_JUDGED, "title": "Nos priorités"}, _OPTIONS),
    ({**_SHARED, "title": "Soixante mille euros à partager", "budget_cents": 6_000_000}, _COSTED),
)
TO_DECIDE: Sequence[Asked] = (
    ({**_ORDINARY, "title": "Rapport moral", "text": "L’assemblée approuve le rapport moral inventé."}, ()),
    (
        {
            **_ORDINARY,
            "title": "Durée des mandats",
            "text": "Les membres du conseil sont élus pour trois ans. Ils sont rééligibles.",
            "kind": ResolutionKind.STATUTES,
        },
        (),
    ),
    (
        {
            **_ORDINARY,
            "title": "Faire confiance au conseil",
            "text": "L’assemblée fait confiance au conseil inventé pour l’année.",
            "secrecy": Secrecy.SECRET,
            "electorate": Electorate.ROLL,
        },
        (),
    ),
    ({**_BOARD, "title": "Conseil"}, _CANDIDATES),
    ({**_JUDGED, "title": "Priorités de l’année", "secrecy": Secrecy.CONFIDENTIAL}, _OPTIONS),
    (
        {
            **_SHARED,
            "title": "Cent mille euros à partager",
            "electorate": Electorate.ROLL,
            "budget_cents": 10_000_000,
        },
        _COSTED,
    ),
)
#: Of the change of the statutes: title, passage, what replaces it, how far from the text.
AMENDMENTS = (
    ("Deux ans plutôt que trois", "trois ans", "deux ans", 1),
    ("Une seule réélection", "Ils sont rééligibles.", "Ils sont rééligibles une fois.", 2),
)
