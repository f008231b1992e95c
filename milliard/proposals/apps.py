from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class ProposalsConfig(declarations.MilliardAppConfig):
    name = "milliard.proposals"
    label = "proposals"
    verbose_name = "propositions"
    journal_codes = {
        "proposals.rules.written": "Règle des propositions écrite",
        "proposals.proposal.sent": "Proposition portée à une assemblée",
        "proposals.proposal.closed": "Proposition close par l’équipe",
        "proposals.proposal.hidden": "Proposition masquée",
        "proposals.proposal.shown": "Proposition montrée à nouveau",
        "proposals.comment.hidden": "Commentaire masqué",
        "proposals.comment.kept": "Commentaire signalé, gardé",
        "proposals.comment.shown": "Commentaire montré à nouveau",
        "proposals.amendment.placed": "Éloignement d’un amendement dit",
        "proposals.round.opened": "Tour de consentement ouvert",
        "proposals.round.moved": "Tour de consentement avancé",
        "proposals.round.decided": "Tour de consentement décidé",
    }
    staff_rights = {"organiser": ("view_*",), "admin": ("view_*",)}
    mails = "milliard.proposals.emails.MAILS"
    housekeeping = "milliard.proposals.services.ending.tidy"
    search_sources = "milliard.proposals.search.SOURCES"
    act_cards = "milliard.proposals.panels.to_support"
    place_panel = "milliard.proposals.panels.place_panel"
    territory_panel = "milliard.proposals.panels.territory_panel"
    member_panel = "milliard.proposals.panels.own_proposals"
    person_data = "milliard.proposals.services.personal_data.PERSON_DATA"
    member_data = "milliard.proposals.services.personal_data.MEMBER_DATA"
    kept_data = "milliard.proposals.privacy.KEPT"
    impersonal_models = {
        "ProposalRules": "",
        "RoundStep": "",
        "ConsentMinutes": "content digest",
    }
