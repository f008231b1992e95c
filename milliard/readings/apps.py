from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class ReadingsConfig(declarations.MilliardAppConfig):
    name = "milliard.readings"
    label = "readings"
    verbose_name = "lecture des réponses"
    kept_data = "milliard.readings.privacy.KEPT"
    journal_codes = {
        "readings.response.opened": "Réponse ouverte",
        "readings.texts.read": "Textes d’une question lus",
        "readings.texts.reviewed": "Textes relus",
        "readings.quotations.exported": "Textes citables emportés",
        "readings.files.listed": "Liste des fichiers reçus ouverte",
        "readings.file.downloaded": "Fichier reçu téléchargé",
        "readings.contacts.read": "Contacts lus",
        "readings.contacts.exported": "Contacts emportés",
        "readings.person.searched": "Personne cherchée par son adresse",
    }
    counted_codes = (
        "readings.response.opened",
        "readings.texts.read",
        "readings.texts.reviewed",
        "readings.files.listed",
        "readings.file.downloaded",
        "readings.contacts.read",
        "readings.person.searched",
    )
    staff_rights = {
        "organiser": ("view_*",),
        "analyst": ("view_*",),
        "admin": ("*",),
    }
    staff_panels = {"surveys.collection": "milliard.readings.staff.panels.what_can_be_read"}
    receipt_note = "milliard.readings.reports.openings.opened_by_the_team"
