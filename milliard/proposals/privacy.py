"""What the app keeps about people."""

from milliard.core.declarations import KeptData
from milliard.core.fates import Fields
from milliard.proposals.services.ending import REPORTS_KEPT_DAYS, SUPPORTS_KEPT_DAYS

_PUBLIC = (
    "Une discussion dont des morceaux disparaissent ne se comprend plus\u00a0: le texte reste, sans vous."
)
_ALWAYS = "Tant que la proposition est lisible, sans votre nom."

KEPT = (
    KeptData(
        kind="Vos propositions, et ce que vous en dites",
        what="Les textes que vous proposez et comment vous les signez, vos commentaires, vos amendements,"
        " ce que vous dites et votez dans un tour de consentement. Les visiteurs ne voient pas qui"
        " commente\u00a0; les membres à jour voient un prénom.",
        why="Préparer ensemble ce que les assemblées décident.",
        until="Tant que vous êtes membre\u00a0; ensuite les textes publics restent, signés «\u00a0un·e"
        " ancien·ne membre\u00a0».",
        models=(
            Fields(
                "MemberProposal",
                erased="author",
                kept="title text why shown_name group place state version rules members_then needed"
                " support_count missing opened_at closes_on supported_at ended_at ended_why sent_to sent_url",
                why=_PUBLIC,
                until=_ALWAYS,
            ),
            Fields(
                "ProposalVersion",
                erased="author",
                kept="proposal number title text why digest reason",
                why="On peut toujours voir ce qui a changé.",
                until=_ALWAYS,
            ),
            Fields(
                "ProposalComment",
                erased="author",
                kept="proposal parent thread kind text version edited_at deleted_at hidden_at hidden_why"
                " open_reports",
                why=_PUBLIC,
                until=_ALWAYS,
            ),
            Fields(
                "TextAmendment",
                erased="author",
                kept="proposal number version passage replacement reason state answer answered_at"
                " support_count distance",
                why=_PUBLIC,
                until=_ALWAYS,
            ),
            Fields(
                "ConsentRound",
                erased="facilitator",
                kept="proposal number phase numerator denominator result decided_at",
                why="Une décision garde comment elle fut prise.",
                until=_ALWAYS,
            ),
            Fields(
                "RoundSeat",
                erased="member",
                kept="round number consents_at stands_aside_at stands_aside_why",
                why="Le compte rendu d’un tour ne dit que des numéros.",
                until=_ALWAYS,
            ),
            Fields("RoundWord", nameless="seat phase text", why=_PUBLIC, until=_ALWAYS),
            Fields(
                "RoundObjection",
                nameless="seat round number name argument state settled_at integrated_in",
                why=_PUBLIC,
                until=_ALWAYS,
            ),
            Fields("FallbackVote", nameless="seat choice", why="Le compte se refait.", until=_ALWAYS),
        ),
    ),
    KeptData(
        kind="Ce que vous soutenez",
        what="Quelles propositions et quels amendements vous soutenez, et la version que vous avez lue."
        " Personne d’autre ne le voit, l’équipe non plus\u00a0: seuls les nombres sont publics.",
        why="Compter un soutien par personne, et vous prévenir quand un texte change.",
        until=f"Jusqu’à {SUPPORTS_KEPT_DAYS} jours après la fin de la proposition, ou jusqu’à votre départ.",
        models=(
            Fields("Support", erased="proposal member version"),
            Fields("AmendmentSupport", erased="amendment member"),
        ),
    ),
    KeptData(
        kind="Les commentaires que vous signalez",
        what="Lesquels, et ce que vous en dites. L’équipe seule le lit.",
        why="Garder une discussion où chacun·e peut parler.",
        until=f"Un an ({REPORTS_KEPT_DAYS} jours) après la réponse de l’équipe.",
        models=(
            Fields(
                "CommentReport",
                erased="member",
                kept="comment reason answered_at",
                why="L’équipe répond à ce qui est signalé.",
                until=f"{REPORTS_KEPT_DAYS} jours après sa réponse.",
            ),
        ),
    ),
)
