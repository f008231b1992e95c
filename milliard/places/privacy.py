"""What places keep about people."""

from milliard.core.declarations import KeptData

KEPT = (
    KeptData(
        kind="Les lieux que vous proposez ou animez",
        what="Que vous avez proposé un lieu, que vous faites partie de son équipe, depuis quand, et si votre"
        " prénom paraît sur sa page.",
        why="Savoir à qui parler d’un lieu. Votre prénom ne paraît que si vous le voulez.",
        until="Tant que vous êtes dans l’équipe\u00a0; ensuite, votre numéro sans votre nom.",
        models=("Place", "Host"),
    ),
)
