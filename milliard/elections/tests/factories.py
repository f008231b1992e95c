"""Series, codes, ballots and shares, made by the services and by the engine: nothing is invented."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from engines.ballots import (
    choice_of,
    credential_of_code,
    make_ballot,
    make_certificate,
    make_polynomial,
    make_roll,
    make_trustee_key,
    make_voutput,
    new_code,
    new_trustee_seed,
    secret_of_code,
    share_of_archive,
    share_of_letter,
)
from engines.ballots._encoding import write_json
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.elections import services
from milliard.elections.enums import CeremonyStep, CodeSource, ElectionKind, KeySharing
from milliard.elections.models import ElectionSeries, Observer, SecretElection, SeriesTrustee, SeriesVoter
from milliard.elections.services import ceremony, codes, series
from milliard.elections.services.archives import archive_file
from milliard.elections.services.casting import Acknowledgement, cast_ballot
from milliard.elections.services.decrypting import post_share
from milliard.elections.services.protocol import group_of_series, protocol_of
from milliard.members.models import Member
from milliard.members.tests.factories import make_member
from tests.harness.bulk import add_rows

R = secrets.randbelow


@dataclass
class Held:
    """A series and what no server may hold: seeds of trustees, codes of voters."""

    series: ElectionSeries
    #: By index: a seed, or for single keys a secret exponent.
    seeds: dict[int, Any] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)

    @property
    def trustees(self) -> list[SeriesTrustee]:
        return list(self.series.trustees.select_related("account", "series").order_by("index"))


def make_series(
    *,
    sharing: KeySharing = KeySharing.THRESHOLD,
    threshold: int = 2,
    code_source: CodeSource = CodeSource.REGISTRAR,
    trustees: int = 3,
    accepted: bool = True,
    group: str = "Ed25519",
    spares: int | None = None,
    **fields: Any,
) -> ElectionSeries:
    """A series with its trustees, who accepted."""
    known: dict[str, Any] = {
        "title": "Assemblée inventée",
        "description": "Pour essayer.",
        "registrar_name": "Association inventée",
        **fields,
    }
    made = series.write_series(
        sharing=sharing, threshold=threshold, code_source=code_source, by=None, **known
    )
    if group != made.group_name:
        made.group_name = group
        made.save()
    if spares is not None:
        made.spares.filter(position__gt=spares).delete()
    if trustees:
        people = [(make_person(), f"Dépositaire {index}") for index in range(1, trustees + 1)]
        for trustee in series.name_trustees(series=made, trustees=people, by=None):
            if accepted:
                series.answer_as_trustee(trustee=trustee, accepts=True, by=_account(trustee))
    return made


def hold_ceremony(made: ElectionSeries) -> Held:
    """The whole ceremony, each trustee with their own account."""
    run = ceremony.start_ceremony(series=made, by=None)
    held = Held(made)
    group, people = group_of_series(made), held.trustees
    size = len(people)
    if made.sharing == KeySharing.ALL:
        for trustee in people:
            secret = R(group.order)
            held.seeds[trustee.index] = secret
            key = make_trustee_key(group, secret, randomness=R)
            send(trustee, CeremonyStep.KEY, write_json(key.to_json(group)))
        return _fresh(held)
    certificates = []
    for trustee in people:
        held.seeds[trustee.index] = seed = new_trustee_seed(R)
        raw = make_certificate(
            group, seed, index=trustee.index, threshold=made.threshold, size=size, randomness=R
        )
        certificates.append(raw)
        send(trustee, CeremonyStep.CERTIFICATE, raw)
    for trustee in people:
        raw = make_polynomial(group, certificates, held.seeds[trustee.index], randomness=R)
        send(trustee, CeremonyStep.POLYNOMIAL, raw)
    for trustee in people:
        vinput = run.messages.get(step=CeremonyStep.VINPUT, index=trustee.index).body.encode()
        raw = make_voutput(group, certificates, held.seeds[trustee.index], vinput, randomness=R)
        send(trustee, CeremonyStep.VOUTPUT, raw)
    return _fresh(held)


def send(trustee: SeriesTrustee, step: CeremonyStep, raw: bytes) -> ceremony.CeremonyStanding:
    return ceremony.receive_message(trustee=trustee, step=step, body=raw.decode(), by=_account(trustee))


def add_voters(made: ElectionSeries, count: int) -> None:
    people = [make_member(family_name=f"Exemple {place}") for place in range(count)]
    series.set_voters(series=made, members=people, by=None)


def give_codes(held: Held, voters: int) -> Held:
    """What a registrar does with the file of numbers, on their own machine."""
    if not held.series.voters.exists():
        add_voters(held.series, voters)
    held.codes = [new_code(R) for _ in range(held.series.voters.count())]
    raw = credentials_file(held.series, held.codes)
    codes.import_credentials(series=held.series, raw=raw, by=None)
    return _fresh(held)


def credentials_file(made: ElectionSeries, secret_codes: list[str]) -> bytes:
    """As the registrar's page writes it."""
    group = group_of_series(made)
    uuids = made.spares.values_list("uuid", flat=True)
    lists = {
        uuid: make_roll((credential_of_code(group, uuid, code), 1) for code in secret_codes) for uuid in uuids
    }
    texts = {uuid: roll.to_bytes().decode() for uuid, roll in lists.items()}
    return json.dumps({"kind": "milliard-public-credentials", "version": 1, "lists": texts}).encode()


def make_ready(*, voters: int = 12, **fields: Any) -> Held:
    """Keys made, codes handed out: an election may open."""
    return give_codes(hold_ceremony(make_series(**fields)), voters)


def make_open(held: Held, **fields: Any) -> SecretElection:
    known: dict[str, Any] = {"title": "Adopter le budget\u202f?", "kind": ElectionKind.MOTION, "labels": []}
    return services.open_election(series=held.series, by=None, **{**known, **fields})


def ballot_of(held: Held, election: SecretElection, voter: int, *chosen: list[int]) -> bytes:
    """The bytes a booth posts: positions chosen, one list a question."""
    described = protocol_of(election)
    secret = secret_of_code(described.group, described.uuid, held.codes[voter])
    choices = [
        choice_of(question, positions)
        for question, positions in zip(described.questions, chosen, strict=True)
    ]
    return make_ballot(described, secret, choices, randomness=R).raw


def vote(held: Held, election: SecretElection, voter: int, *chosen: list[int]) -> Acknowledgement:
    return cast_ballot(uuid=election.uuid, raw=ballot_of(held, election, voter, *chosen))


def share_of(held: Held, election: SecretElection, index: int) -> bytes:
    """What a trustee's machine computes, from the public archive alone and its seed."""
    described = protocol_of(election)
    trustee = held.series.trustees.get(index=index)
    secret = held.seeds[index]
    if held.series.sharing == KeySharing.THRESHOLD:
        secret = share_of_letter(described.group, secret, trustee.share_letter)
    with archive_file(election) as stream:
        found = share_of_archive(stream, index, secret, randomness=R)
    return found.to_bytes(described.group)


def open_sums(held: Held, election: SecretElection, *indices: int) -> SecretElection:
    for index in indices:
        trustee = held.series.trustees.select_related("account", "series").get(index=index)
        election.refresh_from_db()
        raw = share_of(held, election, index)
        post_share(election=election, trustee=trustee, raw=raw, by=_account(trustee))
    election.refresh_from_db()
    return election


def make_decided(held: Held | None = None, *, voters: int = 12) -> SecretElection:
    held = held or make_ready(voters=voters)
    election = make_open(held)
    for voter in range(len(held.codes)):
        vote(held, election, voter, [voter % 2])
    services.close_election(election=election, by=None)
    return open_sums(held, election, 1, 3)


def rows_of_a_person(user: User) -> None:
    """Everything the app may hold of somebody."""
    made = make_series(trustees=0)
    SeriesTrustee.objects.create(series=made, index=1, account=user, name="Une personne")
    made.registrar = user
    made.save()
    Observer.objects.create(series=made, email=user.email)
    member = Member.objects.filter(account=user).first() or make_member()
    SeriesVoter.objects.create(series=made, number=1, member=member)


_SERIES = """
INSERT INTO elections_electionseries (public_id, title, description, group_name, sharing, threshold,
    code_source, registrar_name, state, trustees_json, trustees_digest, codes_digest, codes_count, created_at,
    updated_at)
SELECT gen_random_uuid(), 'Série ' || number, '', 'Ed25519', 'threshold', 2, 'platform', '', 'preparing', '',
    '', '', 0, now() + number * interval '1 second', now()
FROM generate_series(%(first)s, %(last)s) AS number
"""
_SPARES = """
INSERT INTO elections_spareelection (series_id, position, uuid, roll, roll_digest, created_at, updated_at)
SELECT %(series)s, last + row_number() OVER (), 'scrutin' || lpad(translate(number::text, '0', 'a'), 8, 'b'),
    '', '', now(), now()
FROM generate_series(%(first)s, %(last)s) AS number,
    (SELECT max(position) AS last FROM elections_spareelection WHERE series_id = %(series)s) AS known
"""
_ELECTIONS = """
INSERT INTO elections_secretelection (series_id, spare_id, uuid, title, kind, labels, blank, raw, fingerprint,
    roll_count, state, opened_at, encrypted_sums, progress, abandoned_why, created_at, updated_at)
SELECT series_id, id, uuid, 'Scrutin ' || id, 'motion', '{}', false, '', '', 0, 'open',
    now() + id * interval '1 second', '', 0, '', now(), now()
FROM elections_spareelection WHERE uuid LIKE 'scrutin%%'
    AND id NOT IN (SELECT spare_id FROM elections_secretelection)
"""
_TIPS = """
INSERT INTO elections_boardtip (election_id, last_event, height, timestamp, size)
SELECT id, repeat('0', 64), 0, 0, 1 FROM elections_secretelection AS one
WHERE NOT EXISTS (SELECT 1 FROM elections_boardtip WHERE election_id = one.id)
"""
_BALLOTS = """
INSERT INTO elections_archivepiece (election_id, position, kind, "offset", size, body, event, tracker,
    credential)
SELECT %(election)s, number, 'Ballot', number::bigint * 1000000, 10, '', '', 'suivi' || number, number::text
FROM generate_series(%(first)s, %(last)s) AS number
"""


def add_series(count: int) -> None:
    add_rows(_SERIES, count)


def add_elections(count: int) -> None:
    """Rows of elections, without an archive."""
    made = ElectionSeries.objects.first() or make_series(trustees=0)
    add_rows(_SPARES.replace("%(series)s", str(made.pk)), count)
    with connection.cursor() as cursor:
        cursor.execute(_ELECTIONS, {})
        cursor.execute(_TIPS, {})


def a_busy_election() -> dict[str, Any]:
    """The last election opened, or one opened now."""
    found = SecretElection.objects.order_by("-pk").first() or make_open(make_ready(voters=2))
    return {"uuid": found.uuid}


def add_ballot_rows(count: int) -> None:
    """Rows as ballots leave them, of the last election."""
    election = SecretElection.objects.get(**a_busy_election())
    add_rows(_BALLOTS.replace("%(election)s", str(election.pk)), count)


def _account(trustee: SeriesTrustee) -> User:
    assert trustee.account is not None
    return trustee.account


def _fresh(held: Held) -> Held:
    held.series = ElectionSeries.objects.get(pk=held.series.pk)
    return held
