"""Words of ballots that the app proposes, and the sentences every page repeats."""

#: Of a motion, in the order of the ballot.
MOTION_ANSWERS = ("Pour", "Contre", "Abstention")
#: Of majority judgment, the best first.
GRADE_WORDS = ("Excellent", "Très bien", "Bien", "Assez bien", "Passable", "À rejeter")

#: The three sentences of secrecy.
SECRECY = (
    "Votre bulletin est chiffré sur votre appareil\u00a0: ce que vous votez n’arrive jamais ici en clair.",
    "Personne n’ouvre un bulletin\u00a0: seules les sommes le sont, quand assez de dépositaires s’y mettent"
    " ensemble.",
    "Vous pouvez voter à nouveau jusqu’à la fermeture\u00a0: seul votre dernier bulletin compte.",
)
#: Said wherever the platform itself made the codes.
CODES_BY_PLATFORM = (
    "Les codes ont été fabriqués par la plateforme elle-même. Que seules les personnes inscrites aient voté"
    " ne se vérifie donc pas\u00a0: cela repose sur la confiance que vous lui faites."
)
CODES_BY_REGISTRAR = (
    "Les codes ont été fabriqués et remis hors de la plateforme\u00a0: elle n’en connaît que la partie"
    " publique, et ne peut pas voter à la place de quelqu’un."
)
