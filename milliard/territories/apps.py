from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class TerritoriesConfig(declarations.MilliardAppConfig):
    name = "milliard.territories"
    label = "territories"
    verbose_name = "territoires"
    impersonal_models = ("Region", "Department", "Commune")
    journal_codes = {"territories.reference.loaded": "Code officiel géographique chargé"}
