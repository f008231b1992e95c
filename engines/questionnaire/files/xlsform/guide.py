"""What each column, type, appearance and setting of an XLSForm is for, in French for its author.

The blank workbook (`engines.questionnaire.files.xlsform.blank`) carries these words as notes on its cells,
and `docs/guide/colonnes-du-questionnaire.md` is written from them. Tests compare them with what the reader
knows: a column read and not explained fails the build.
"""

from __future__ import annotations

from dataclasses import dataclass

from engines.questionnaire.model import Kind, Layout


@dataclass(frozen=True, slots=True)
class ExplainedType:
    """A way to write a kind of question: what to put in ``type``, and in ``appearance`` if need be."""

    type: str
    appearance: str
    kind: Kind
    meaning_fr: str


@dataclass(frozen=True, slots=True)
class ExplainedColumn:
    """One column or setting: what to write in it, and what it does."""

    name: str
    values_fr: str
    meaning_fr: str


TYPES = (
    ExplainedType("select_one LISTE", "", Kind.ONE, "un seul choix de la liste"),
    ExplainedType("select_one oui_non", "", Kind.YES_NO, "oui ou non, si la liste dit seulement yes et no"),
    ExplainedType("select_multiple LISTE", "", Kind.MANY, "plusieurs choix"),
    ExplainedType("rank LISTE", "", Kind.RANK, "des choix à classer, du premier au dernier"),
    ExplainedType("integer", "", Kind.INTEGER, "un nombre entier"),
    ExplainedType("decimal", "", Kind.DECIMAL, "un nombre à virgule"),
    ExplainedType("decimal", "euros", Kind.AMOUNT, "un montant en euros"),
    ExplainedType("integer", "percentage", Kind.PERCENTAGE, "un pourcentage entier, de 0 à 100"),
    ExplainedType("date", "", Kind.DATE, "un jour"),
    ExplainedType("time", "", Kind.TIME, "une heure"),
    ExplainedType("datetime", "", Kind.DATETIME, "un jour et une heure"),
    ExplainedType("geopoint", "", Kind.GEOPOINT, "un lieu : la position de l’appareil, ou des coordonnées"),
    ExplainedType("text", "", Kind.TEXT, "un texte court"),
    ExplainedType("text", "multiline", Kind.LONG_TEXT, "un texte long, sur plusieurs lignes"),
    ExplainedType("text", "email", Kind.EMAIL, "une adresse e-mail"),
    ExplainedType("text", "commune", Kind.COMMUNE, "une commune, choisie dans la liste officielle"),
    ExplainedType("text", "organisation", Kind.ORGANISATION, "un numéro SIREN, SIRET ou RNA, vérifié"),
    ExplainedType(
        "file", "", Kind.FILE, "un fichier à joindre (image, audio, video : une photo, un son, un film)"
    ),
    ExplainedType("note", "", Kind.NOTE, "un texte à lire, sans réponse"),
    ExplainedType("calculate", "", Kind.CALCULATE, "un calcul que personne ne voit (colonne calculation)"),
)

#: The pairs of rows around questions: what opens, appearance, layout, meaning.
GROUPS = (
    (
        "begin_group … end_group",
        "",
        Layout.PLAIN,
        "tout en haut : une page du questionnaire ; dedans : un groupe",
    ),
    ("begin_group … end_group", "table-list", Layout.GRID, "une grille : des select_one sur la même liste"),
    ("begin_group … end_group", "split-100", Layout.SPLIT, "une répartition : des pourcentages qui font 100"),
    ("begin_repeat … end_repeat", "", Layout.PLAIN, "un groupe répété : une ligne par personne, par projet…"),
)

SURVEY = (
    ExplainedColumn("type", "voir les types", "la sorte de question, ou le début et la fin d’un groupe"),
    ExplainedColumn(
        "name", "lettres, chiffres, _", "le code de la question : il ne change plus une fois publié"
    ),
    ExplainedColumn("label", "texte", "la question, telle qu’on la lit"),
    ExplainedColumn("hint", "texte", "une aide sous la question ; pour une page, son introduction"),
    ExplainedColumn("guidance_hint", "texte", "une aide de plus, ajoutée à hint"),
    ExplainedColumn("required", "yes, no ou condition", "faut-il répondre ?"),
    ExplainedColumn("required_message", "texte", "ce qu’on lit quand la réponse manque"),
    ExplainedColumn("relevant", "condition", "quand la question paraît : ${statut} = 'autre'"),
    ExplainedColumn("constraint", "condition", "ce que la réponse doit respecter : . <= 100"),
    ExplainedColumn("constraint_message", "texte", "ce qu’on lit quand elle ne le respecte pas"),
    ExplainedColumn("calculation", "expression", "un calcul, ${a} + ${b} ; d’une question, il la remplit"),
    ExplainedColumn("choice_filter", "condition", "les choix à montrer : region = ${region}"),
    ExplainedColumn("default", "valeur", "la réponse déjà remplie, que l’on peut changer ; today() aussi"),
    ExplainedColumn("appearance", "voir les types", "précise la sorte : euros, multiline, table-list…"),
    ExplainedColumn(
        "parameters", "clé=valeur", "randomize=true mélange les choix ; start, end et step d’un range"
    ),
    ExplainedColumn("minimum", "nombre ou date", "le moins possible (euros) ; les lignes d’un groupe répété"),
    ExplainedColumn("maximum", "nombre ou date", "le plus possible (euros) ; les lignes d’un groupe répété"),
    ExplainedColumn("repeat_count", "nombre ou ${combien}", "combien de lignes a un groupe répété"),
    ExplainedColumn("role", "content, margin, breakdown", "à quoi sert la réponse : voir ci-dessous"),
    ExplainedColumn("phrase", "texte", "le nom court de la question dans un chiffre : le statut"),
    ExplainedColumn("ordered", "yes", "les choix sont une échelle : les chiffres gardent leur ordre"),
    ExplainedColumn("sensitive", "yes", "une question sensible, traitée avec plus de soin"),
    ExplainedColumn("uid", "texte", "le nom stable d’une question dont le code a dû changer"),
    ExplainedColumn("accept", "types de fichiers", "pour file : application/pdf image/png"),
    ExplainedColumn("max_bytes", "nombre", "pour file : la plus grande taille, en octets"),
    ExplainedColumn("rows", "nombre", "pour text : plus d’une ligne en fait un texte long"),
    ExplainedColumn("disabled", "yes", "la ligne n’est pas lue"),
    ExplainedColumn("media", "nom de fichier", "image, son ou vidéo : pas montrés ici, l’import le dit"),
    ExplainedColumn("readonly", "yes", "montre un calcul, ou la valeur de default, sans la laisser changer"),
    ExplainedColumn("trigger", "question", "quand cette réponse change, le calcul remplace ce qui est écrit"),
    ExplainedColumn("decimals", "0 à 5", "pour geopoint : combien de décimales garder (3 : 100 m)"),
    ExplainedColumn("save_to", "propriété", "les entités d’ODK ne sont pas reprises"),
    ExplainedColumn("intent", "adresse", "l’appel d’une autre application : la réponse se donne ici"),
)

CHOICES = (
    ExplainedColumn("list_name", "nom", "la liste, répétée à chaque ligne : select_one statuts s’en sert"),
    ExplainedColumn("name", "lettres, chiffres, _", "le code du choix, qui ne change plus une fois publié"),
    ExplainedColumn("label", "texte", "le choix, tel qu’on le lit"),
    ExplainedColumn("exclusive", "yes", "ne peut pas être coché avec d’autres : « Aucune »"),
    ExplainedColumn("other", "yes", "c’est le choix « Autre »"),
    ExplainedColumn(
        "missing",
        "dont_know, refused, not_applicable",
        "ce n’est pas une réponse : ne sait pas, ne souhaite pas répondre, pas concerné·e",
    ),
    ExplainedColumn("was", "codes", "les codes que ce choix avait avant : les réponses suivent"),
    ExplainedColumn(
        "phrase", "texte", "celles et ceux qui répondent ainsi, dans un chiffre : les associations"
    ),
    ExplainedColumn("media", "nom de fichier", "image, son ou vidéo : pas montrés ici, l’import le dit"),
)

SETTINGS = (
    ExplainedColumn("form_title", "texte", "le titre du questionnaire"),
    ExplainedColumn(
        "form_id", "lettres, chiffres, _", "son code ; celui d’un questionnaire existant fait sa suite"
    ),
    ExplainedColumn("default_language", "fr", "la langue des textes"),
    ExplainedColumn("note", "texte", "une note pour l’équipe sur le questionnaire entier"),
    ExplainedColumn(
        "allow_choice_duplicates", "yes", "deux lignes de même code et de même libellé sont un seul choix"
    ),
    ExplainedColumn("version", "texte", "sans effet : la plateforme numérote les versions"),
)

ROLES = (
    ("content", "la réponse est ce que l’on veut savoir : c’est l’usage quand la colonne est vide"),
    ("margin", "elle trie les réponses (statut, région) : on peut fixer des quotas et redresser avec elle"),
    ("breakdown", "elle sert à comparer des groupes dans les chiffres"),
)
