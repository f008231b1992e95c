"""Keys of trustees, codes of voters: what is refused, by name, and what can never happen."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from engines.ballots import make_certificate, make_trustee_key, new_trustee_seed
from engines.ballots._encoding import write_json
from milliard.accounts.tests.factories import make_person
from milliard.core.mail import AddressRefused, MailDelayed
from milliard.core.refusals import NotAllowed
from milliard.elections import services
from milliard.elections.enums import (
    CeremonyStep,
    CodeSource,
    ElectionKind,
    ElectionState,
    KeySharing,
    SeriesState,
)
from milliard.elections.models import CeremonyMessage
from milliard.elections.services import (
    ceremony,
    codes,
    protocol,
    series,
)
from milliard.elections.services.protocol import ProtocolRefused
from milliard.elections.tests.factories import (
    R,
    add_voters,
    credentials_file,
    hold_ceremony,
    make_open,
    make_ready,
    make_series,
    open_sums,
    vote,
)

pytestmark = pytest.mark.django_db


# Keys ---------------------------------------------------------------------------------------------


def test_no_trustee_acts_for_another_and_nothing_sent_is_changed() -> None:
    made = make_series()
    ceremony.start_ceremony(series=made, by=None)
    first, second, _ = made.trustees.select_related("account", "series").order_by("index")
    group = codes.group_of_series(made)

    def certificate(index: int, threshold: int = 2) -> str:
        seed = new_trustee_seed(R)
        raw = make_certificate(group, seed, index=index, threshold=threshold, size=3, randomness=R)
        return raw.decode()

    told = {"step": CeremonyStep.CERTIFICATE, "trustee": first}
    with pytest.raises(NotAllowed):
        ceremony.receive_message(**told, body=certificate(1), by=second.account)
    for wrong in (certificate(2), certificate(1, threshold=1), "{}"):
        with pytest.raises(ProtocolRefused):
            ceremony.receive_message(**told, body=wrong, by=first.account)
    body = certificate(1)
    ceremony.receive_message(**told, body=body, by=first.account)
    ceremony.receive_message(**told, body=body, by=first.account)  # the same again
    with pytest.raises(ceremony.AlreadySent):
        ceremony.receive_message(**told, body=certificate(1), by=first.account)
    with pytest.raises(ceremony.NotThisStep):
        ceremony.receive_message(trustee=first, step=CeremonyStep.POLYNOMIAL, body=body, by=first.account)
    assert CeremonyMessage.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        CeremonyMessage.objects.update(body="")


def test_a_ceremony_begun_again_says_why_and_forgets_nothing() -> None:
    held = hold_ceremony(make_series())
    assert held.series.state == SeriesState.READY
    first = ceremony.last_run(held.series)
    again = ceremony.restart_ceremony(series=held.series, why="Une graine est perdue.", by=None)
    held.series.refresh_from_db()
    assert (held.series.state, held.series.trustees_json, again.number) == (SeriesState.CEREMONY, "", 2)
    first.refresh_from_db()
    assert first.ended_why == "Une graine est perdue."
    assert first.messages.count() == 12
    assert not held.series.trustees.exclude(share_letter="").exists()


def test_single_keys_need_all_of_their_trustees() -> None:
    held = make_ready(sharing=KeySharing.ALL, trustees=2, voters=10)
    election = make_open(held, kind=ElectionKind.CHOICE, labels=["A", "B"], at_most=2)
    for voter in range(10):
        vote(held, election, voter, [0, 1] if voter else [])
    services.close_election(election=election, by=None)
    assert open_sums(held, election, 2).state == ElectionState.DECRYPTING
    assert services.sums_of(open_sums(held, election, 1)) == [[9, 9]]


def test_a_message_holds_one_key() -> None:
    made = make_series(sharing=KeySharing.ALL, trustees=2)
    ceremony.start_ceremony(series=made, by=None)
    first = made.trustees.select_related("account", "series").get(index=1)
    group = protocol.group_of_series(made)
    one, other = (
        write_json(make_trustee_key(group, R(group.order), randomness=R).to_json(group)).decode()
        for _ in range(2)
    )
    told = {"trustee": first, "step": CeremonyStep.KEY, "by": first.account}
    with pytest.raises(ProtocolRefused):
        ceremony.receive_message(**told, body=f'{one}],["Single",{other}')
    assert ceremony.receive_message(**told, body=one).has_sent(1)


def test_a_ceremony_waits_for_every_yes_and_the_registrar_keeps_no_key() -> None:
    made = make_series(accepted=False)
    with pytest.raises(ceremony.TrusteesNotReady):
        ceremony.start_ceremony(series=made, by=None)
    registrar = make_person()
    made.registrar = registrar
    made.save()
    with pytest.raises(series.RegistrarAmongTrustees):
        series.name_trustees(series=made, trustees=[(registrar, ""), (make_person(), "")], by=None)
    with pytest.raises(series.TrusteesUnfit):
        series.name_trustees(series=made, trustees=[(make_person(), "")], by=None)


# Codes --------------------------------------------------------------------------------------------


def test_public_credentials_are_of_the_series_all_of_them_and_each_once() -> None:
    made = make_series()
    add_voters(made, 3)
    other = make_series()
    good = [codes.new_code(R) for _ in range(3)]

    def bring(raw: bytes) -> None:
        codes.import_credentials(series=made, raw=raw, by=None)

    for raw in (
        b"{}",
        b"\xff",
        b'{"kind":"milliard-public-credentials","version":1,"lists":[]}',
        credentials_file(made, good[:2]),
        credentials_file(other, good),
    ):
        with pytest.raises(codes.CredentialsUnfit):
            bring(raw)
    twice = json.loads(credentials_file(made, good))
    uuid = next(iter(twice["lists"]))
    entries = json.loads(twice["lists"][uuid])
    for wrong in ([entries[0], entries[0], entries[1]], ["00" * 32, *entries[1:]]):
        twice["lists"][uuid] = json.dumps(wrong, separators=(",", ":"))
        with pytest.raises(ProtocolRefused):
            bring(json.dumps(twice).encode())
    weights = json.loads(credentials_file(made, good))
    weights["lists"][uuid] = json.dumps([f"{entries[0]},2", *entries[1:]], separators=(",", ":"))
    with pytest.raises(codes.CredentialsUnfit, match="poids"):
        bring(json.dumps(weights).encode())
    bring(credentials_file(made, good))
    made.refresh_from_db()
    assert (made.codes_count, len(made.codes_digest)) == (3, 64)


def test_codes_of_the_platform_are_given_once_and_kept_nowhere(mailoutbox) -> None:
    held = hold_ceremony(make_series(code_source=CodeSource.PLATFORM))
    add_voters(held.series, 10)
    with pytest.raises(codes.VotersWithoutAddress):
        codes.mail_codes(series=held.series, by=None)
    void = codes.print_codes(series=held.series, write=list, by=None)
    issued = codes.print_codes(series=held.series, write=list, by=None)
    held.series.refresh_from_db()
    election = make_open(held)
    with pytest.raises(codes.CodesInUse):
        codes.print_codes(series=held.series, write=list, by=None)
    held.codes = [void[0].code]
    with pytest.raises(ProtocolRefused, match="liste"):
        vote(held, election, 0, [0])
    held.codes = [issued[0].code]
    vote(held, election, 0, [0])
    everything = ""
    with connection.cursor() as cursor:  # nowhere in the database, whatever the table
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT string_agg(one::text, '') FROM \"{table}\" AS one")  # noqa: S608
            everything += cursor.fetchone()[0] or ""
    assert election.uuid in everything
    assert not any(one.code in everything for one in issued)


def test_codes_by_mail_reach_each_voter_once(mailoutbox) -> None:
    held = hold_ceremony(make_series(code_source=CodeSource.PLATFORM))
    add_voters(held.series, 10)
    for voter in held.series.voters.select_related("member"):
        voter.member.email = f"votant{voter.number}@example.org"
        voter.member.save()
    del mailoutbox[:]
    codes.mail_codes(series=held.series, by=None)
    with pytest.raises(codes.CodesOnTheirWay):
        codes.mail_codes(series=held.series, by=None)
    held.series.refresh_from_db()
    assert held.series.codes_count == 10
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(
        f"votant{number}@example.org" for number in range(1, 11)
    )
    code = next(line for line in mailoutbox[0].body.splitlines() if line.count("-") == 3 and len(line) == 25)
    held.codes = [code]
    vote(held, make_open(held), 0, [1])


def test_a_code_whose_mail_was_delayed_is_sent_a_moment_later(monkeypatch) -> None:
    """An address that is refused has no code, and is not counted."""
    held = hold_ceremony(make_series(code_source=CodeSource.PLATFORM))
    add_voters(held.series, 12)
    tried: list[int] = []

    def send(_series, _address: str, number: int, _code: str) -> None:
        tried.append(number)
        if number == 3:
            raise AddressRefused
        if number % 2 and tried.count(number) == 1:
            raise MailDelayed

    monkeypatch.setattr(codes.emails, "send_code", send)
    assert codes.make_and_mail_codes(series=held.series) == 11
    assert sorted(tried) == sorted([*range(1, 13), 1, 5, 7, 9, 11])
    held.series.refresh_from_db()
    assert held.series.codes_count == 11
