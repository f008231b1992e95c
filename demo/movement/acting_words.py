"""The words of what the invented movement does together. Every place, group and event is invented."""

from milliard.participation.enums import GroupDoor, MissionKind, Proof

INVENTED = "Ceci est une démonstration\u00a0: tout y est inventé."
#: Name, a sentence, door, department.
GROUPS = (
    ("Lire des comptes ensemble", "Comprendre un bilan sans être comptable.", GroupDoor.OPEN, "29"),
    ("Finistère en transition", "Se retrouver chaque mois à Brest ou à Quimper.", GroupDoor.OPEN, "29"),
    ("Appels aux organisations", "Au téléphone, à plusieurs.", GroupDoor.ON_REQUEST, None),
    ("Bellevue et Stains", "Le mouvement dans nos quartiers, par ses habitant·es.", GroupDoor.OPEN, "93"),
    ("Fermes et terres", "Qui finance l’installation paysanne\u202f?", GroupDoor.OPEN, "35"),
    ("Rénover ensemble", "Copropriétés, rénovation, précarité énergétique.", GroupDoor.OPEN, "69"),
    ("Marseille, côté mer", "Pêche, littoral, emplois de demain.", GroupDoor.OPEN, "13"),
    ("Écrire clair", "Relire nos textes pour qu’ils se lisent.", GroupDoor.ON_REQUEST, None),
    ("La Réunion solidaire", "Énergie et eau, sur l’île.", GroupDoor.OPEN, "974"),
    ("Étudiantes et étudiants", "Campus, associations, premiers emplois.", GroupDoor.OPEN, None),
    ("Du temps à nous", "Retraité·es\u00a0: de l’expérience, des liens.", GroupDoor.OPEN, "44"),
)
#: Of the first group: what those inside read, a table they keep, a letter they wrote.
PAGE = """## Nos mardis

- On lit un bilan à la fois, à voix haute.
- On note les mots que personne ne comprend.
- On finit à 20 heures, c’est promis.

Ceci est une démonstration\u00a0: tout y est inventé.
"""
DOCUMENT = (
    "Les séances de la saison",
    "seances.csv",
    "Date;Bilan lu\n3 mars;Ferme inventée\n7 avril;Cantine inventée\n",
)
LETTER = (
    "Mardi prochain, on compte",
    "Bonjour {prénom},\n\nOn se retrouve **mardi** autour d’un bilan inventé. Venez comme vous êtes.",
)
#: Kind, title, text, address, minutes, department.
CARDS = (
    ("À lire", "Votre territoire", "Qui y est déjà, ce qui y manque.", "/territoires/", 15, None),
    ("Près de chez vous", "Un lieu à deux pas", "Là où le mouvement se retrouve.", "/lieux/", None, None),
    ("Appel", "Qui manque à l’annuaire\u202f?", "Proposez une organisation.", "/organisations/", 30, "29"),
)
#: Missions done in a team: title -> from how many.
TEAMS = {"Filmer une rencontre": 2, "Animer une table": 3}
#: Title, a sentence, commune (None: on line), days from today, hour, hours long, seats, guests, group.
EVENTS = (
    ("Lire un bilan à plusieurs", "Un vrai bilan, aucune question bête.", "29019", 4, 18, 2, 24, 1, 0),
    ("Café du mouvement à Brest", "On se répartit les envies.", "29019", 6, 10, 2, None, 0, 1),
    ("Appeler ensemble, en ligne", "On apprend, puis on appelle.", None, 3, 19, 2, 40, 0, 2),
    (
        "Visite d’une ferme inventée",
        "Sol, bêtes, comptes\u00a0: tout est ouvert.",
        "35238",
        13,
        14,
        3,
        15,
        2,
        4,
    ),
    ("Rénover sa copropriété", "Trois immeubles racontent.", "69123", 17, 19, 2, 60, 1, 5),
    ("Assemblée de quartier", "Ce que l’on veut voir financé ici.", "93072", 20, 18, 3, 80, 3, 3),
    ("Pêche et littoral", "Sur le port, avec celles et ceux qui en vivent.", "13055", 24, 17, 2, 30, 0, 6),
    ("Écrire clair, l’atelier", "On réécrit une page ensemble.", None, 9, 18, 2, 12, 0, 7),
    ("Énergie sur l’île", "Soleil, réseau, factures.", "97411", 27, 18, 2, 50, 1, 8),
    ("Grande rencontre de saison", "Récits, ateliers, repas partagé.", "44109", 40, 10, 8, 200, 2, None),
)
_CALL = ("Lire le guide", "Appeler", "Noter ce qui est dit")
#: Title, a sentence, kind, minutes, skill, commune (None: from home), slots, proof, unit, goal, whether it is
#: for beginners, steps.
MISSIONS = (
    ("Appeler trois organisations", "Une conversation simple, avec un guide.", MissionKind.CALL, 60, "speak",
     None, None, Proof.NUMBER, "organisations appelées", 836, True, _CALL),
    ("Parler du mouvement à deux proches", "Sans convaincre\u00a0: raconter.", MissionKind.SPREAD, 30, "",
     None, None, Proof.NONE, "", None, True, ()),
    ("Relire une page du site", "Un œil neuf, un crayon.", MissionKind.WRITE, 30, "write",
     None, 20, Proof.WORDS, "", None, True, ("Choisir une page", "Noter ce qui accroche")),
    ("Compter les sièges d’un conseil", "Qui siège, qui manque.", MissionKind.COUNT, 60, "count",
     None, 30, Proof.NUMBER, "conseils lus", 120, False, ()),
    ("Accueillir au café de Brest", "Dire bonjour, verser le café.", MissionKind.WELCOME, 120, "host",
     "29019", 4, Proof.NONE, "", None, False, ()),
    ("Animer une table", "Six personnes, une question, une heure.", MissionKind.HOST, 120, "host",
     "44109", 10, Proof.WORDS, "", None, False, ("Lire la fiche", "Animer", "Envoyer les notes")),
    ("Filmer une rencontre", "Un téléphone suffit.", MissionKind.MAKE, 180, "film",
     "35238", 2, Proof.WORDS, "", None, False, ()),
    ("Traduire une page", "Vers la langue que vous parlez.", MissionKind.WRITE, 180, "translate",
     None, 12, Proof.NONE, "", None, False, ()),
    ("Rencontrer une mairie", "Raconter, écouter.", MissionKind.MEET, 180, "speak",
     None, None, Proof.WORDS, "", None, False, ("Prendre rendez-vous", "Y aller à deux")),
    ("Cuisiner pour cinquante", "Avec l’équipe du repas partagé.", MissionKind.MAKE, 360, "cook",
     "44109", 6, Proof.NONE, "", None, False, ()),
)  # fmt: skip
