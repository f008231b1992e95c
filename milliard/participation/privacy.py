"""What taking part keeps about people."""

from milliard.core.declarations import KeptData
from milliard.core.fates import Fields

KEPT = (
    KeptData(
        kind="Ce à quoi vous prenez part",
        what="Vos groupes et les documents que vous y mettez, vos inscriptions aux évènements (avec le nombre"
        " d’accompagnant·es et si vous êtes venu·e), vos missions, le temps que vous dites y avoir passé et"
        " vos mots, l’adresse secrète de votre agenda si vous en voulez une.",
        why="Vous attendre, vous prévenir, vous proposer ce qui vous convient, et additionner les heures"
        " données pour le rapport de l’année.",
        until="Tant que vous êtes membre\u00a0; ensuite, des nombres sans votre nom.",
        models=(
            Fields("GroupSeat", erased="group member state is_referent words"),
            Fields(
                "GroupDocument",
                nameless="group size_bytes content_type added_by",
                kept="title file file_name",
                why="Un document confié à un groupe est au groupe. Vous pouvez le retirer avant de partir.",
                until="Tant que le groupe le garde.",
            ),
            Fields("Rsvp", erased="event member state guests asked_at has_come"),
            Fields("CalendarKey", erased="member token", called={"token": "adresse secrète"}),
            Fields(
                "Assignment",
                erased="reason words thanks",
                nameless="mission member state steps_done accepted_at done_at minutes_spent quantity",
                called={"steps_done": "étapes cochées"},
                why="Les heures données s’additionnent dans le rapport de l’année.",
                until="Sans limite, sans votre nom.",
            ),
        ),
    ),
)
