from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class AssembliesConfig(declarations.MilliardAppConfig):
    name = "milliard.assemblies"
    label = "assemblies"
    verbose_name = "assemblées"
    journal_codes = {
        "assemblies.assembly.written": "Assemblée écrite",
        "assemblies.assembly.agenda_set": "Ordre du jour fixé",
        "assemblies.assembly.rolled": "Liste des votant·es arrêtée",
        "assemblies.assembly.convened": "Assemblée convoquée",
        "assemblies.assembly.cancelled": "Assemblée annulée",
        "assemblies.assembly.bureau_named": "Bureau de séance désigné",
        "assemblies.assembly.series_attached": "Série de scrutins secrets choisie",
        "assemblies.assembly.opened": "Assemblée ouverte",
        "assemblies.assembly.closed": "Assemblée close",
        "assemblies.assembly.signed": "Procès-verbal signé",
        "assemblies.resolution.written": "Résolution écrite",
        "assemblies.resolution.withdrawn": "Résolution retirée",
        "assemblies.resolution.opened": "Vote ouvert",
        "assemblies.resolution.closed": "Vote clos",
        "assemblies.resolution.paper_counted": "Bulletins papier comptés",
        "assemblies.proxy.entered": "Pouvoir papier saisi",
        "assemblies.proxy.revoked": "Pouvoir retiré par l’accueil",
        "assemblies.attendance.marked": "Présence notée par l’accueil",
        "assemblies.roll.opened": "Liste avec les noms ouverte",
        "assemblies.roll.exported": "Liste d’émargement emportée",
    }
    staff_rights = {"organiser": ("view_*",), "admin": ("view_*",)}
    act_cards = "milliard.assemblies.panels.assembly_cards"
    member_panel = "milliard.assemblies.panels.own_assemblies"
    search_sources = "milliard.assemblies.search.SOURCES"
    mails = "milliard.assemblies.emails.MAILS"
    segment_facts = "milliard.assemblies.facts.FACTS"
    person_data = "milliard.assemblies.services.personal_data.PERSON_DATA"
    member_data = "milliard.assemblies.services.personal_data.MEMBER_DATA"
    kept_data = "milliard.assemblies.privacy.KEPT"
    impersonal_models = {
        "Assembly": "title address_line online_url cancelled_why roll_digest",
        "AgendaItem": "title text",
        "Resolution": "title text passage digest rules",
        "ResolutionChoice": "label text gender region",
        "VoteResult": "figures engine_version ballots_digest",
        "PaperBallotCount": "content",
        "MinutesLine": "code content digest",
        "CollegeSeries": "",
    }

    def ready(self) -> None:
        from milliard.assemblies import receivers
        from milliard.elections.signals import election_decided, election_failed

        for event in (election_decided, election_failed):
            event.connect(receivers.take_result, dispatch_uid="assemblies.take_result")
