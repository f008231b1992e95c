from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class ParticipationConfig(declarations.MilliardAppConfig):
    name = "milliard.participation"
    label = "participation"
    verbose_name = "participation"
    journal_codes = {
        "participation.event.announced": "Évènement annoncé",
        "participation.event.changed": "Évènement modifié",
        "participation.event.cancelled": "Évènement annulé",
        "participation.event.attendance_noted": "Présences notées",
        "participation.group.founded": "Groupe créé",
        "participation.group.answered": "Demande d’entrée répondue",
        "participation.group.referent_named": "Référent·e nommé·e, ou plus",
        "participation.group.changed": "Groupe modifié",
        "participation.group.ended": "Groupe fini",
        "participation.group.page_written": "Page d’un groupe écrite",
        "participation.group.letter_sent": "Lettre d’un groupe envoyée",
        "participation.document.added": "Document d’un groupe ajouté",
        "participation.document.removed": "Document d’un groupe retiré",
        "participation.card.written": "Carte d’«\u00a0Agir avec vous\u00a0» écrite",
        "participation.card.withdrawn": "Carte d’«\u00a0Agir avec vous\u00a0» retirée",
        "participation.mission.written": "Mission écrite",
        "participation.mission.opened": "Mission ouverte",
        "participation.mission.closed": "Mission fermée",
        "participation.volunteering.rule_written": "Valorisation du bénévolat écrite",
        "participation.mission.thanked": "Merci dit pour une mission",
    }
    member_panel = "milliard.participation.member_panel.taking_part_panel"
    map_layers = "milliard.participation.map.event_layers"
    search_sources = "milliard.participation.search.SOURCES"
    segment_facts = "milliard.participation.facts.FACTS"
    staff_rights = {"organiser": ("view_*",), "admin": ("view_*",)}
    mails = "milliard.participation.emails.MAILS"
    housekeeping = "milliard.participation.services.housekeeping.tidy"
    person_data = "milliard.participation.services.personal_data.PERSON_DATA"
    kept_data = "milliard.participation.privacy.KEPT"
    place_panel = "milliard.participation.panels.place_panel"
    territory_panel = "milliard.participation.panels.territory_panel"
    member_data = "milliard.participation.services.personal_data.MEMBER_DATA"
    impersonal_models = {
        "WorkingGroup": "slug name summary description page_source",
        "GroupLetter": "",
        "EditorialCard": "kind title text url",
        "Event": "title summary description address_line online_url cancelled_why",
        "EventSeries": "",
        "Mission": "title summary description unit",
        "MissionStep": "text",
        "VolunteerRate": "source",
    }
