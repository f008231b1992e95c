"""What taking part keeps about people."""

from milliard.core.declarations import KeptData

KEPT = (
    KeptData(
        kind="Ce à quoi vous prenez part",
        what="Vos groupes, vos inscriptions aux évènements (avec le nombre d’accompagnant·es et si vous êtes"
        " venu·e), vos missions, le temps que vous dites y avoir passé et vos mots, l’adresse secrète de"
        " votre agenda si vous en voulez une.",
        why="Vous attendre, vous prévenir, vous proposer ce qui vous convient, et additionner les heures"
        " données pour le rapport de l’année.",
        until="Tant que vous êtes membre\u00a0; ensuite, des nombres sans votre nom.",
        models=("GroupSeat", "Rsvp", "Assignment", "CalendarKey"),
    ),
)
