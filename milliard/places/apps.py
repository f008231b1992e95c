from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class PlacesConfig(declarations.MilliardAppConfig):
    name = "milliard.places"
    label = "places"
    verbose_name = "lieux"
    journal_codes = {
        "places.place.proposed": "Lieu proposé",
        "places.place.edited": "Lieu modifié",
        "places.place.accepted": "Lieu accepté",
        "places.place.declined": "Lieu refusé",
        "places.place.named_referent": "Lieu nommé référent",
        "places.place.closed": "Lieu fermé",
        "places.place.reopened": "Lieu rouvert",
        "places.host.added": "Hôte ajouté·e, ou rôle changé",
        "places.host.ended": "Hôte parti·e",
    }
    staff_rights = {"organiser": ("view_*",), "admin": ("view_*",)}
    mails = "milliard.places.emails.MAILS"
    member_data = "milliard.places.services.personal_data.MEMBER_DATA"
    person_data = "milliard.places.services.personal_data.PERSON_DATA"
    map_layers = "milliard.places.atlas.layers.place_layers"
    society_groups = "milliard.places.society.society_groups"
    search_sources = "milliard.places.search.SOURCES"
    member_panel = "milliard.places.views.hosts.hosting_panel"
    kept_data = "milliard.places.privacy.KEPT"
