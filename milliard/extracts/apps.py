from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class ExtractsConfig(declarations.MilliardAppConfig):
    name = "milliard.extracts"
    label = "extracts"
    verbose_name = "extraits"
    journal_codes = {
        "extracts.dataset.rows_taken": "Lignes d’un jeu de données prises",
        "extracts.collection.rows_taken": "Lignes d’une collecte prises, provisoires",
    }
    staff_panels = {
        "surveys.collection": "milliard.extracts.staff.panels.collection_extracts",
        "figures.dataset": "milliard.extracts.staff.panels.dataset_extracts",
    }
