"""Stored values of the app: reviewed like an API."""

from django.db import models


class LegalForm(models.TextChoices):
    """The legal form of an organisation, as the Grand Recueil asks it, in finer steps."""

    ASSOCIATION = "association", "association"
    SCIC = "scic", "SCIC"
    SCOP = "scop", "SCOP"
    CAE = "cae", "coopérative d’activité et d’emploi"
    LAND_COOPERATIVE = "fonciere", "foncière coopérative ou solidaire"
    OTHER_COOPERATIVE = "autre_coop", "autre coopérative"
    MUTUAL = "mutuelle", "mutuelle"
    FOUNDATION = "fondation", "fondation ou fonds de dotation"
    COMPANY = "commerciale", "société commerciale"
    OTHER = "autre_statut", "autre"


class Sector(models.TextChoices):
    """The first field of action: the same values as the Grand Recueil's."""

    FOOD = "alimentation", "alimentation et agriculture"
    ENERGY = "energie", "énergie"
    HOUSING = "habitat", "habitat et foncier"
    MOBILITY = "mobilite", "mobilité"
    REUSE = "reemploi", "réemploi et économie circulaire"
    HEALTH = "sante", "santé et soin"
    EDUCATION = "education", "éducation et formation"
    CULTURE = "culture", "culture et médias"
    EMPLOYMENT = "insertion", "emploi et insertion"
    SOLIDARITY = "solidarite", "action sociale et solidarités"
    FINANCE = "finance", "finance solidaire"
    DIGITAL = "numerique", "numérique"
    OTHER = "autre", "autre"


class Theme(models.TextChoices):
    """What an organisation changes; several for one."""

    LIVING_WORLD = "vivant", "prendre soin du vivant"
    SOBRIETY = "sobriete", "sobriété"
    RELOCATION = "relocalisation", "produire ici"
    COMMONS = "communs", "biens communs"
    DEMOCRACY = "democratie", "décider ensemble"
    EQUALITY = "egalite", "égalité et inclusion"
    WORK = "travail", "travail digne"
    CARE = "liens", "liens et entraide"
    LEARNING = "transmission", "apprendre et transmettre"


class Headcount(models.TextChoices):
    """How many employees, in bands: a directory needs no more."""

    NONE = "0", "aucun·e salarié·e"
    FEW = "1-9", "1 à 9 salarié·es"
    SOME = "10-49", "10 à 49 salarié·es"
    MANY = "50-249", "50 à 249 salarié·es"
    MOST = "250+", "250 salarié·es ou plus"


class OrganisationState(models.TextChoices):
    """Where an organisation stands in the directory."""

    DRAFT = "draft", "brouillon"
    AWAITING = "awaiting", "à relire"
    PUBLISHED = "published", "publiée"
    WITHDRAWN = "withdrawn", "retirée"


class FieldSource(models.TextChoices):
    """Who said what a field holds."""

    IMPORT = "import", "fichier d’un réseau"
    OWN_PAGE = "own_page", "l’organisation elle-même"
    SURVEY = "survey", "le Grand Recueil, avec son accord"
    TEAM = "team", "l’équipe du mouvement"
    SUGGESTION = "suggestion", "une proposition relue par l’équipe"


#: Sources that an import never writes over: those who know.
FIRST_HAND = (FieldSource.OWN_PAGE, FieldSource.TEAM)


class NeedUse(models.TextChoices):
    """What the money is for."""

    INVESTMENT = "investissement", "investir"
    OPERATING = "fonctionnement", "fonctionner"
    CASH = "tresorerie", "tenir la trésorerie"
    EQUITY = "fonds_propres", "renforcer les fonds propres"
    ENGINEERING = "ingenierie", "étudier et préparer un projet"


class NeedHorizon(models.TextChoices):
    """By when: the same values as the Grand Recueil's."""

    SHORT = "court", "dans l’année"
    MEDIUM = "moyen", "d’un à trois ans"


class ClaimState(models.TextChoices):
    """Where somebody's «c’est mon organisation» stands."""

    ASKED = "asked", "adresse à prouver"
    PROVED = "proved", "à décider"
    ACCEPTED = "accepted", "acceptée"
    REFUSED = "refused", "refusée"


class ChangeState(models.TextChoices):
    """Where a proposed correction stands."""

    WAITING = "waiting", "à décider"
    ACCEPTED = "accepted", "acceptée"
    REFUSED = "refused", "refusée"


class BatchState(models.TextChoices):
    """Where an import stands."""

    PREPARED = "prepared", "à décider"
    APPLIED = "applied", "écrit"
    UNDONE = "undone", "annulé"


class ImportVerdict(models.TextChoices):
    """What a row of a file is, beside the directory."""

    NEW = "new", "nouvelle"
    SAME = "same", "déjà là, identique"
    CHANGED = "changed", "déjà là, à compléter"
    DOUBTFUL = "doubtful", "peut-être déjà là"
    REFUSED = "refused", "à corriger"


class ImportDecision(models.TextChoices):
    """What will be done with a row."""

    ADD = "add", "ajouter"
    UPDATE = "update", "compléter la fiche"
    SKIP = "skip", "laisser de côté"


class PartnerKind(models.TextChoices):
    """What a partner is."""

    BANK = "bank", "banque"
    FUND = "fund", "fonds ou société de gestion"
    GUARANTEE = "guarantee", "garantie"
    FOUNDATION = "foundation", "fondation"
    PUBLIC = "public", "acteur public"
    SUPPORT = "support", "accompagnement"
    OTHER = "other", "autre"
