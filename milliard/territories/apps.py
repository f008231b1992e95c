from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class TerritoriesConfig(declarations.MilliardAppConfig):
    name = "milliard.territories"
    label = "territories"
    verbose_name = "territoires"
    impersonal_models = {
        "Region": "code name",
        "Department": "code name",
        "Epci": "code name",
        "Commune": "code name postal_codes",
        "FormerCommune": "code name",
        "PriorityDistrict": "code name",
    }
    journal_codes = {
        "territories.reference.loaded": "Code officiel géographique chargé",
        "territories.zones.loaded": "Quartiers prioritaires et zones de revitalisation chargés",
    }
