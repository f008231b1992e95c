from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class ElectionsConfig(declarations.MilliardAppConfig):
    name = "milliard.elections"
    label = "elections"
    verbose_name = "scrutins secrets"
    journal_codes = {
        "elections.series.written": "Série de scrutins écrite",
        "elections.series.trustees_named": "Dépositaires choisi·es",
        "elections.series.voters_set": "Votant·es d’une série inscrit·es",
        "elections.series.ceremony_started": "Cérémonie des clés commencée",
        "elections.series.ceremony_restarted": "Cérémonie des clés recommencée",
        "elections.series.keys_made": "Clés d’une série prêtes",
        "elections.series.names_taken": "Liste des votant·es avec les noms emportée",
        "elections.series.codes_imported": "Codes publics reçus",
        "elections.series.codes_issued": "Codes fabriqués par la plateforme",
        "elections.series.observers_set": "Observateurs et observatrices inscrit·es",
        "elections.series.ended": "Série de scrutins terminée",
        "elections.election.opened": "Scrutin secret ouvert",
        "elections.election.closed": "Scrutin secret fermé",
        "elections.election.counted": "Bulletins chiffrés additionnés",
        "elections.election.decided": "Scrutin secret dépouillé",
        "elections.election.too_few": "Scrutin secret sans résultat\u00a0: trop peu de bulletins",
        "elections.election.abandoned": "Scrutin secret abandonné",
        "elections.election.verified": "Archive d’un scrutin vérifiée",
    }
    staff_rights = {"organiser": ("view_*",), "admin": ("view_*",)}
    mails = "milliard.elections.emails.MAILS"
    housekeeping = "milliard.elections.services.personal_data.tidy"
    person_data = "milliard.elections.services.personal_data.PERSON_DATA"
    member_data = "milliard.elections.services.personal_data.MEMBER_DATA"
    kept_data = "milliard.elections.privacy.KEPT"
    impersonal_models = {
        "CeremonyRun": "ended_why",
        "CeremonyMessage": "body",
        "SpareElection": "uuid roll roll_digest",
        "SecretElection": "uuid title labels raw fingerprint encrypted_sums sums verdict abandoned_why",
        "BoardTip": "last_event",
        "PartialCount": "sums",
        "CheckedSlice": "head ballots refusals sums",
    }
