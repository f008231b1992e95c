from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class OrganisationsConfig(declarations.MilliardAppConfig):
    name = "milliard.organisations"
    label = "organisations"
    verbose_name = "organisations"
    journal_codes = {
        "organisations.organisation.added": "Organisation ajoutée à l’annuaire",
        "organisations.organisation.changed": "Fiche d’une organisation modifiée",
        "organisations.organisation.published": "Fiche d’une organisation publiée",
        "organisations.organisation.withdrawn": "Fiche d’une organisation retirée",
        "organisations.claim.accepted": "Fiche confiée à une personne de l’organisation",
        "organisations.claim.refused": "Demande sur une fiche refusée",
        "organisations.change.accepted": "Correction d’une fiche acceptée",
        "organisations.change.refused": "Correction d’une fiche refusée",
        "organisations.import.prepared": "Fichier d’organisations lu",
        "organisations.import.applied": "Import d’organisations écrit",
        "organisations.import.undone": "Import d’organisations annulé",
        "organisations.network.added": "Réseau ajouté",
        "organisations.network.changed": "Réseau modifié",
        "organisations.network.affiliated": "Organisation rattachée à un réseau",
        "organisations.partner.added": "Partenaire ajouté",
        "organisations.partner.changed": "Partenaire modifié",
    }
    staff_rights = {"organiser": ("*",), "admin": ("*",)}
    mails = "milliard.organisations.emails.MAILS"
    housekeeping = "milliard.organisations.services.housekeeping.forget_what_is_over"
    person_data = "milliard.organisations.services.personal_data.PERSON_DATA"
    kept_data = "milliard.organisations.privacy.KEPT"
    impersonal_models = {
        "FieldProvenance": "field by reference",
        "OrganisationNeed": "reference",
        "Network": "name description website scope",
        "Affiliation": "",
        "Partner": "name description website scope",
    }
    map_layers = "milliard.organisations.map.organisation_layers"
    place_panel = "milliard.organisations.panels.place_panel"
    territory_panel = "milliard.organisations.panels.territory_panel"
    search_sources = "milliard.organisations.search.SOURCES"
