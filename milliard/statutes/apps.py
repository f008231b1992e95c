from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class StatutesConfig(declarations.MilliardAppConfig):
    name = "milliard.statutes"
    label = "statutes"
    verbose_name = "statuts"
    journal_codes = {
        "statutes.statutes.written": "Règles des statuts écrites",
        "statutes.statutes.adopted": "Règles des statuts adoptées",
    }
    staff_rights = {"organiser": ("view_*",), "admin": ("view_*",)}
    impersonal_models = {"Statutes": "title", "MajorityRule": "", "College": "name conditions"}
