"""What the app keeps about people."""

from milliard.core.declarations import KeptData
from milliard.core.fates import Fields

_WHY = (
    "Une assemblée décide pour tout le mouvement\u00a0: qui pouvait voter, qui était là et par qui"
    " chacun·e était représenté·e se prouve"
    " tant qu’on peut contester une décision."
)
_UNTIL = "Sans limite, sous votre seul numéro\u00a0: votre nom s’en va avec votre fiche de membre."
KEPT = (
    KeptData(
        kind="Votre part dans les assemblées",
        what="Votre numéro sur la liste de chaque assemblée, vos arrivées et départs, les pouvoirs donnés"
        " ou portés, que vous avez voté\u00a0; dans un vote public, ce que vous avez voté\u00a0; vos tours de"
        " parole. D’un vote"
        " confidentiel, rien ne relie votre nom et votre bulletin.",
        why="Savoir qui peut voter, compter le quorum, prouver le résultat.",
        until="Sans limite, sous votre seul numéro.",
        models=(
            Fields("RollEntry", nameless="assembly member number college code", why=_WHY, until=_UNTIL),
            Fields(
                "Proxy",
                nameless="assembly giver holder state source is_blank accepted_at ended_at entered_by",
                why=_WHY,
                until=_UNTIL,
            ),
            Fields(
                "AttendanceMark",
                nameless="assembly entry kind mode marked_at claimed_at by key",
                why=_WHY,
                until=_UNTIL,
                called={"key": "numéro de la demande"},
            ),
            Fields(
                "VotingRight",
                nameless="resolution entry voter has_voted is_paper",
                why=_WHY,
                until=_UNTIL,
            ),
            Fields(
                "OpenBallot",
                nameless="right content revision key",
                why="Un vote public se recompte\u00a0: chaque bulletin y reste sous un numéro.",
                until=_UNTIL,
                called={"revision": "combien de fois changé", "key": "numéro de la demande"},
            ),
            Fields(
                "ConfidentialBallot",
                kept="resolution content",
                why="Un vote confidentiel se recompte\u00a0; rien ne dit de qui est un bulletin.",
                until="Sans limite.",
            ),
            Fields("SpeakingRequest", erased="assembly entry state asked_at began_at ended_at"),
        ),
    ),
)
