"""What the app keeps about people."""

from milliard.core.declarations import KeptData
from milliard.core.fates import Fields

KEPT = (
    KeptData(
        kind="Les tirages au sort où vous êtes volontaire, vos mandats",
        what="Que vous êtes volontaire, le texte que vous avez accepté, votre numéro dans le rapport,"
        " votre chance, ce que"
        " le sort a dit et ce que vous avez répondu\u00a0; vos mandats, depuis quand, jusqu’à quand.",
        why="Tirer au sort parmi qui le veut, vous dire ce qu’il en est, savoir qui parle au nom du"
        " mouvement.",
        until="Tant que vous êtes membre. Le rapport d’un tirage reste public, sans votre nom.",
        models=(
            Fields(
                "DrawEntry",
                erased="draw member state wording volunteered_at number tickets answered_at",
            ),
            Fields("Mandate", erased="member kind department starts_on ends_on ended_why draw"),
            Fields(
                "DrawRound",
                kept="draw number state seats commitment sealed_seed seed public_source public_on"
                " public_value pool_digest"
                " lottery_digest lottery report progress problem prepared_at drawn_at",
                called={"sealed_seed": "graine scellée"},
                why="Un tirage se vérifie\u00a0: son rapport ne contient ni nom ni adresse, et vos"
                " réponses n’y sont que"
                " sous un numéro tiré au hasard.",
                until="Sans limite.",
            ),
        ),
    ),
)
