from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class LettersConfig(declarations.MilliardAppConfig):
    name = "milliard.letters"
    label = "letters"
    verbose_name = "lettres"
    journal_codes = {"letters.letter.frozen": "Destinataires d’une lettre arrêtés"}
    staff_rights = {"organiser": ("*",), "admin": ("*",)}
    kept_data = "milliard.letters.privacy.KEPT"
    impersonal_models = ("Segment", "Letter", "LetterLink")
