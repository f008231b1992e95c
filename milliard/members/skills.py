"""What members say they know how to do, and when they have time: codes stored, labels as in a sentence."""

SKILLS = {
    "write": "écrire",
    "speak": "parler en public",
    "host": "animer une réunion",
    "count": "compter, lire des comptes",
    "law": "lire un contrat",
    "code": "programmer",
    "draw": "dessiner, mettre en page",
    "film": "filmer, photographier",
    "cook": "cuisiner pour beaucoup",
    "build": "bricoler, construire",
    "drive": "conduire, transporter",
    "translate": "traduire",
}
TIMES = {
    "week": "en semaine",
    "evening": "le soir",
    "saturday": "le samedi",
    "sunday": "le dimanche",
    "holidays": "pendant les vacances",
}
