from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "milliard.territories"
    label = "territories"
    verbose_name = "territoires"
    journal_codes = {"territories.reference.loaded": "Code officiel géographique chargé"}
