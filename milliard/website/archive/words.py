"""The words of the archive: its columns, its kinds of figures, how to read and check it."""

from milliard.figures.reports import FigureKind

#: Whatever the reason a number is hidden for.
HIDDEN = "non publié"
KIND_NAMES = {
    FigureKind.SHARE: "part",
    FigureKind.MEAN: "moyenne",
    FigureKind.MEDIAN: "médiane",
    FigureKind.TOTAL: "total",
    FigureKind.DISTRIBUTION: "répartition",
    FigureKind.CROSSTAB: "croisement",
    FigureKind.MULTIPLE: "plusieurs réponses",
    FigureKind.HISTOGRAM: "tranches",
    FigureKind.BY_MONTH: "périodes",
    FigureKind.BY_QUARTER: "périodes",
    FigureKind.BY_YEAR: "périodes",
    FigureKind.RANKS: "rangs",
    FigureKind.MEAN_RANK: "rang moyen",
}
COLUMN_WORDS = {
    "etude": "titre de l’étude",
    "edition": "numéro de son édition",
    "chiffre": "rang du chiffre dans l’étude",
    "partie": "rang de la partie, quand un chiffre en a plusieurs",
    "titre": "titre du chiffre sur la page",
    "calcul": "ce qui a été calculé",
    "question": "la question posée",
    "selon": "la question dont les groupes sont comparés",
    "affiche": "le nombre tel que la page l’écrit, arrondi",
    "reponse": "la réponse comptée, ou les mots de la page",
    "groupe": "le groupe, quand il y en a\u202f; «\u00a0Ensemble\u00a0»\u00a0: tous les groupes",
    "valeur": "le nombre, sans arrondi",
    "unite": "son unité\u202f; les parts vont de 0 à 1",
    "nature": "estimation, décompte (somme de ce qui est déclaré) ou recensement (tout le monde a répondu)",
    "borne_basse_95": "bas de l’intervalle de confiance à 95\u00a0%",
    "borne_haute_95": "haut de cet intervalle",
    "n": "réponses comptées, sans pondération",
    "base_n": "réponses de la base, sans pondération",
    "non_publie": "«\u00a0non publié\u00a0» quand le nombre est masqué pour que personne ne soit reconnu",
    "part_de_quoi": "la base en mots",
    "recueilli_du": "premier jour du recueil",
    "recueilli_au": "dernier jour du recueil",
    "source": "d’où viennent les réponses",
    "statut": "chiffre calculé, publié, pour comparaison, ou données simulées",
    "simule": "oui quand les données sont inventées",
    "variable": "nom de la variable (voir dictionnaire-variables.csv)",
    "reponse_code": "code de la réponse",
    "groupe_code": "code du groupe\u202f; «\u00a0all\u00a0»\u00a0: tous les groupes",
    "selon_variable": "nom de la variable dont les groupes sont comparés",
    "champ": "quand le chiffre ne porte que sur une partie des réponses\u00a0: variable=code|code",
    "completes": "oui quand seules les réponses complètes comptent",
    "pondere": "oui quand les réponses ne comptent pas toutes autant",
    "intervalle": "méthode de l’intervalle, ou pourquoi il n’y en a pas",
    "jeu_de_donnees": "nom du jeu de données",
    "donnees": "son nom court\u202f; ses réponses, si elles sont publiées, sont dans reponses-ce-nom.csv",
    "note": "la note écrite sous le chiffre",
}
WITHOUT_ROWS = "Les réponses de chaque personne n’y sont pas, et n’en sortent pas."
WITH_ROWS = """S’y ajoutent, dans reponses-….csv, quelques colonnes des réponses complètes, une
par ligne, triées, sans rien d’autre\u00a0: chaque combinaison est celle de plusieurs personnes. Le
programme en refait les chiffres qui ne dépendent que de ces colonnes."""
README = """Ce qu’il y a ici
  chiffres.csv                 tous les nombres publiés de l’étude, un par ligne
  dictionnaire-colonnes.csv    ce que dit chaque colonne
  dictionnaire-variables.csv   les questions et leurs réponses possibles, avec leurs codes
  __main__.py, french/         le programme qui vérifie, à lire autant qu’à lancer

Les fichiers .csv s’ouvrent dans un tableur (séparateur\u00a0: point-virgule, décimales à virgule, UTF-8).
Ce sont des résultats. {rows}

Vérifier
  Sur un ordinateur où Python est installé (3.10 ou plus récent), sans ouvrir l’archive\u00a0:
      python3 {name}
  (sous Windows\u00a0: py {name})
  Le programme refait les parts (réponses ÷ base), les sommes des réponses et des groupes, les totaux, et
  compare chaque nombre à ce que la page écrit. Il dit aussi ce qu’il ne peut pas refaire\u00a0: médianes,
  intervalles et nombres pondérés demandent les réponses une à une.
"""
