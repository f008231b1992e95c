"""What letters keep about people."""

from milliard.core.declarations import KeptData
from milliard.core.fates import Fields

KEPT = (
    KeptData(
        kind="Les lettres que nous vous envoyons",
        what="Pour chacune\u00a0: votre adresse ce jour-là, le moment de l’envoi et ce que le serveur de"
        " courrier a répondu. Ni si vous l’avez lue, ni les liens que vous avez suivis.",
        why="Ne jamais vous écrire deux fois la même chose, et prouver qu’une convocation est partie.",
        until="Un an pour les nouvelles, cinq ans pour les convocations.",
        models=(
            Fields(
                "Delivery",
                nameless="letter member state attempts claimed_at settled_at reply gathered_in",
                kept="address",
                why="Prouver qu’une convocation est partie. L’adresse d’une nouvelle, elle, est effacée tout"
                " de suite.",
                until="Un an pour une nouvelle, cinq ans pour une convocation.",
            ),
            Fields(
                "DeliveryEvent",
                nameless="source external_id kind cause delivery",
                why="Savoir si un envoi est arrivé. Aucune adresse n’y est écrite.",
                until="Autant que l’envoi.",
            ),
        ),
    ),
    KeptData(
        kind="Votre abonnement aux nouvelles",
        what="Le rythme que vous avez choisi\u00a0; si votre adresse ne répond plus ou a demandé de ne plus"
        " recevoir de nouvelles, depuis quand et pourquoi.",
        why="Respecter votre choix, et ne pas écrire à une adresse morte.",
        until="Tant que vous êtes membre\u00a0; l’état d’une adresse, tant qu’un·e membre la donne.",
        models=(
            Fields("Subscription", erased="member rhythm is_on last_sent_at"),
            Fields("AddressState", erased="address trouble since cause times"),
        ),
    ),
)
