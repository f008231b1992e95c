"""What places keep about people."""

from milliard.core.declarations import KeptData
from milliard.core.fates import Fields

KEPT = (
    KeptData(
        kind="Les lieux que vous proposez ou animez",
        what="Que vous avez proposé un lieu, que vous faites partie de son équipe, depuis quand, et si votre"
        " prénom paraît sur sa page.",
        why="Savoir à qui parler d’un lieu. Votre prénom ne paraît que si vous le voulez.",
        until="Tant que vous êtes dans l’équipe\u00a0; ensuite, votre numéro sans votre nom.",
        models=(
            Fields("Host", erased="place member role is_named since until"),
            Fields(
                "Place",
                nameless="applied_by decision_note charter_accepted_at decided_on stage closed_on revision",
                kept="slug name kind summary description address_line commune serves access access_note hours"
                " website public_email is_in_priority_district",
                called={"revision": "numéro de la dernière modification"},
                why="La page d’un lieu parle du lieu\u00a0; ses hôtes la réécrivent.",
                until="Tant que le lieu a une page.",
            ),
        ),
    ),
)
