from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class FiguresConfig(declarations.MilliardAppConfig):
    name = "milliard.figures"
    label = "figures"
    verbose_name = "chiffres"
    kept_data = "milliard.figures.privacy.KEPT"
    journal_codes = {
        "figures.dataset.frozen": "Jeu de données figé",
        "figures.dataset.imported": "Jeu de données importé",
        "figures.dataset.archived": "Jeu de données archivé",
        "figures.dataset.restored": "Jeu de données sorti des archives",
        "figures.dataset.deleted": "Jeu de données supprimé",
        "figures.dataset.rows_allowed": "Réponses anonymes rendues publiables",
        "figures.dataset.rows_withdrawn": "Réponses anonymes retirées",
    }
    staff_rights = {
        "organiser": ("add_*", "change_*", "view_*"),
        "analyst": ("view_*", "add_dataset", "change_dataset"),
        "admin": ("*",),
    }
    staff_panels = {"surveys.collection": "milliard.figures.staff.panels.collection_datasets"}
    society_groups = "milliard.figures.reports.society.society_groups"
    housekeeping = "milliard.figures.services.upload_drafts.forget_abandoned"

    def ready(self) -> None:
        from milliard.figures.receivers import freeze_after_end
        from milliard.surveys.signals import collection_ended

        collection_ended.connect(freeze_after_end, dispatch_uid="figures.freeze_after_end")
