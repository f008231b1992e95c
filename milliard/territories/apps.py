from milliard.core.declarations import MilliardAppConfig


class TerritoriesConfig(MilliardAppConfig):
    name = "milliard.territories"
    label = "territories"
    verbose_name = "territoires"
    journal_codes = {"territories.reference.loaded": "Code officiel géographique chargé"}
