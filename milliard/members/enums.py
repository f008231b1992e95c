"""Stored values of the app: reviewed like an API."""

from django.db import models


class MembershipState(models.TextChoices):
    """Computed from rows at a date (`models.states`), never stored."""

    NEVER = "never", "jamais adhérent·e"
    PENDING = "pending", "paiement attendu"
    CURRENT = "current", "à jour"
    DUE_SOON = "due_soon", "à renouveler bientôt"
    LAPSED = "lapsed", "adhésion passée"
    LEFT = "left", "parti·e"


class PeriodRule(models.TextChoices):
    """When a period of dues begins and ends."""

    ROLLING = "rolling", "douze mois à partir du paiement"
    CALENDAR = "calendar", "une année qui commence à date fixe"


class Source(models.TextChoices):
    """By which door a person came in."""

    FORM = "form", "formulaire d’adhésion"
    TEAM = "team", "saisie par l’équipe"
    IMPORT = "import", "fichier importé"


class DepartureKind(models.TextChoices):
    RESIGNED = "resigned", "démission"
    EXCLUDED = "excluded", "exclusion"
    DECEASED = "deceased", "décès"


class EntryKind(models.TextChoices):
    """Lines of the register."""

    ENTERED = "entered", "entrée"
    RENEWED = "renewed", "renouvellement"
    CANCELLED = "cancelled", "paiement repris"
    LEFT = "left", "sortie"
    RETURNED = "returned", "retour"
    CORRECTED = "corrected", "correction"
    MERGED = "merged", "fiches réunies"
    UNMERGED = "unmerged", "fiches séparées"


class Gender(models.TextChoices):
    WOMAN = "woman", "femme"
    MAN = "man", "homme"
    OTHER = "other", "autre"


class Occupation(models.TextChoices):
    """INSEE's groups (PCS 2020, level 1), and those without occupation."""

    FARMER = "1", "agriculteur·rice exploitant·e"
    TRADER = "2", "artisan·e, commerçant·e, chef·fe d’entreprise"
    EXECUTIVE = "3", "cadre, profession intellectuelle supérieure"
    INTERMEDIATE = "4", "profession intermédiaire"
    EMPLOYEE = "5", "employé·e"
    WORKER = "6", "ouvrier·ère"
    RETIRED = "7", "retraité·e"
    OTHER = "8", "autre personne sans activité professionnelle"


class PriorityArea(models.TextChoices):
    """Whether somebody lives in a priority district: smaller than a commune, so asked, never guessed."""

    INSIDE = "inside", "oui"
    OUTSIDE = "outside", "non"


class ConsentPurpose(models.TextChoices):
    """What a person agrees to, each apart; the wording shown is kept with the answer."""

    NEWSLETTER = "newsletter", "recevoir les nouvelles"
    BIRTH_YEAR = "birth_year", "année de naissance"
    GENDER = "gender", "genre"
    OCCUPATION = "occupation", "groupe professionnel"
    PRIORITY_AREA = "priority", "quartier prioritaire"
    SKILLS = "skills", "ce que je sais faire"
    TIME = "time", "temps disponible"
    LOT = "lot", "être tiré·e au sort"
    PHONE = "phone", "être appelé·e"


class Trait(models.TextChoices):
    """By what groups of people are compared with the population: see `members.traits`."""

    AGE = "age", "âge"
    GENDER = "gender", "genre"
    DENSITY = "density", "sorte de commune"
    REGION = "region", "région"
    OCCUPATION = "occupation", "groupe professionnel"
    PRIORITY_AREA = "priority", "quartier prioritaire"
