"""What this app keeps about people."""

from milliard.core.declarations import KeptData
from milliard.core.fates import Fields

KEPT = (
    KeptData(
        kind="La relecture des textes que vous écrivez",
        what="Pour chaque texte lu avant d’être cité\u00a0: s’il peut l’être, les mots gardés après "
        "coupe, la raison"
        " d’un refus, qui a décidé et quand.",
        why="Ne citer aucun texte qui laisserait reconnaître quelqu’un.",
        until="Autant que votre réponse. Si vous l’effacez ou la changez, la citation disparaît du site.",
        models=(
            Fields(
                "TextReview",
                erased="response question_key path digest state quotation reason decided_by decided_at",
            ),
        ),
    ),
    KeptData(
        kind="Qui a lu votre réponse",
        what="Une ligne au journal chaque fois que quelqu’un de l’équipe ouvre une réponse, des "
        "textes, un fichier"
        " ou des contacts\u00a0: qui, quand, laquelle. Jamais ce qui était écrit.",
        why="Pouvoir vous dire, sur votre reçu, combien de fois votre réponse a été ouverte.",
        until="Autant que le journal.",
        is_of_team=True,
    ),
)
