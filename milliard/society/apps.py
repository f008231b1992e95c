from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class SocietyConfig(declarations.MilliardAppConfig):
    name = "milliard.society"
    label = "society"
    verbose_name = "à l’image de la société"
    journal_codes = {
        "society.draw.written": "Tirage au sort écrit",
        "society.draw.targets_set": "Cibles d’un tirage fixées",
        "society.draw.opened": "Appel à volontaires ouvert",
        "society.draw.frozen": "Volontaires d’un tirage arrêté·es",
        "society.draw.drawn": "Tirage au sort fait",
        "society.draw.replacing": "Remplacements préparés",
        "society.draw.accepted": "Place acceptée, notée par l’équipe",
        "society.draw.declined": "Place déclinée, notée par l’équipe",
        "society.draw.cancelled": "Tirage au sort abandonné",
        "society.draw.begun_again": "Nouveau tirage après un autre",
        "society.mandate.given": "Mandat donné",
        "society.mandate.ended": "Mandat fini",
    }
    staff_rights = {"organiser": ("view_*",), "admin": ("view_*",)}
    mails = "milliard.society.emails.MAILS"
    housekeeping = "milliard.society.services.snapshots.tidy"
    society_groups = "milliard.society.groups.society_groups"
    act_cards = "milliard.society.panels.calls"
    member_panel = "milliard.society.panels.own_draws"
    person_data = "milliard.society.services.personal_data.PERSON_DATA"
    member_data = "milliard.society.services.personal_data.MEMBER_DATA"
    kept_data = "milliard.society.privacy.KEPT"
    impersonal_models = {
        "Draw": "title purpose asked features cancelled_why redraw_reason",
        "DrawTarget": "value",
        "GroupSnapshot": "code label base source counts figures",
    }
