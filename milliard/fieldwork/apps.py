from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class FieldworkConfig(declarations.MilliardAppConfig):
    name = "milliard.fieldwork"
    label = "fieldwork"
    verbose_name = "conduite des collectes"
    housekeeping = "milliard.fieldwork.services.invitation_drafts.sweep"
