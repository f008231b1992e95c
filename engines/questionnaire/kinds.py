"""The French names of the kinds of question, wherever somebody of the team reads them."""

from engines.questionnaire.model import Kind

KIND_LABELS: dict[Kind, str] = {
    Kind.ONE: "un choix",
    Kind.MANY: "plusieurs choix",
    Kind.RANK: "classement",
    Kind.YES_NO: "oui ou non",
    Kind.INTEGER: "nombre entier",
    Kind.DECIMAL: "nombre",
    Kind.AMOUNT: "montant en euros",
    Kind.PERCENTAGE: "pourcentage",
    Kind.DATE: "date",
    Kind.TIME: "heure",
    Kind.DATETIME: "date et heure",
    Kind.GEOPOINT: "lieu (coordonnées)",
    Kind.TEXT: "texte court",
    Kind.LONG_TEXT: "texte long",
    Kind.COMMUNE: "commune",
    Kind.ORGANISATION: "organisation (SIREN ou RNA)",
    Kind.EMAIL: "adresse e-mail",
    Kind.FILE: "fichier",
    Kind.NOTE: "note",
    Kind.CALCULATE: "calcul",
}
