"""What the invented members propose, say and object to. Everything is invented."""

from milliard.proposals.enums import CommentKind

#: Title, text, why.
DISCUSSED = (
    "Prêter sans garantie personnelle",
    "Le mouvement prête aux lieux sans demander de garantie personnelle à qui les porte. Il demande un bilan"
    " par an. Un prêt va jusqu’à trente mille euros.",
    "Dans cette démonstration, des porteuses et porteurs inventés renoncent parce qu’une banque inventée"
    " demande leur maison.",
)
IN_ROUND = (
    "Lire un bilan avant chaque financement",
    "Avant chaque décision de financement, trois membres lisent le bilan de l’organisation et en rendent"
    " compte en une page.",
    "Le groupe inventé qui porte cette proposition le fait déjà, un mardi sur deux.",
)
SUPPORTED = (
    "Une part réservée aux lieux ruraux",
    "Un quart des sommes partagées va à des lieux des communes rurales. Chaque année, le mouvement publie"
    " cette part.",
    "Les hôtes inventé·es de ce lieu ont compté\u00a0: la part n’est écrite nulle part.",
)
FRESH = (
    "Des réunions qui finissent à 20 heures",
    "Les réunions du mouvement finissent à 20 heures, ou l’annoncent avant.",
    "Qui garde des enfants ou prend le dernier car doit pouvoir rester jusqu’au bout.",
)
#: Passage, what replaces it, reason: one accepted, one that waits with its supports.
AMENDMENTS = (
    ("un bilan par an", "un bilan par an, lu à plusieurs", "Un bilan que personne ne lit ne sert à rien."),
    ("trente mille euros", "vingt mille euros", "Mieux vaut plus de prêts, plus petits, pour commencer."),
)
#: Kind, words, answer.
COMMENTS = (
    (
        CommentKind.QUESTION,
        "Et si un lieu ferme\u202f?",
        "Le prêt est alors une perte, partagée. C’est écrit ainsi.",
    ),
    (CommentKind.FOR, "La garantie personnelle écarte celles et ceux qui n’ont rien. Je soutiens.", ""),
    (
        CommentKind.AGAINST,
        "Sans garantie, nous perdrons plus souvent\u00a0: disons combien nous l’acceptons.",
        "",
    ),
    (
        CommentKind.IDEA,
        "On pourrait demander un parrainage entre lieux plutôt qu’un bilan.",
        "Écrivez l’amendement\u202f!",
    ),
)
CLARIFIED = (
    "Qui choisit les trois membres\u202f?",
    "Une page, est-ce assez pour une grande coopérative\u202f?",
)
REACTED = (
    "J’apprendrais beaucoup à lire avec d’autres.",
    "Cela demande du temps\u00a0: il faut un calendrier.",
)
OBJECTION = (
    "Un délai qui bloque",
    "Sans date limite pour rendre la page, une décision urgente attendrait sans fin.",
)
ASIDE = "Je n’ai pas le temps de lire des bilans\u00a0; je ne bloque pas."
