"""What letters keep about people."""

from milliard.core.declarations import KeptData

KEPT = (
    KeptData(
        kind="Les lettres que nous vous envoyons",
        what="Pour chacune\u00a0: votre adresse ce jour-là, le moment de l’envoi et ce que le serveur de"
        " courrier a répondu. Ni si vous l’avez lue, ni les liens que vous avez suivis.",
        why="Ne jamais vous écrire deux fois la même chose, et prouver qu’une convocation est partie.",
        until="Un an pour les nouvelles, cinq ans pour les convocations.",
        models=("Delivery", "DeliveryEvent"),
    ),
    KeptData(
        kind="Votre abonnement aux nouvelles",
        what="Le rythme que vous avez choisi\u00a0; si votre adresse ne répond plus ou a demandé de ne plus"
        " recevoir de nouvelles, depuis quand et pourquoi.",
        why="Respecter votre choix, et ne pas écrire à une adresse morte.",
        until="Tant que vous êtes membre\u00a0; une désinscription, tant que l’adresse peut être réécrite.",
        models=("Subscription", "AddressState"),
    ),
)
