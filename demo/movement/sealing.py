"""What the secret votes of the invented assembly rest on: three trustees, their ceremony, codes, ballots.

Everything that a person would keep for themselves is in the demonstration's mails, so that one can play each
part: the key of each trustee, the code of each person one signs in as.
"""

import json
import secrets
from collections.abc import Sequence

from demo.movement.booths import Intended, make_ballots
from engines.ballots import (
    ArchiveEventKind,
    append_ballot,
    credential_of_code,
    make_certificate,
    make_polynomial,
    make_voutput,
    new_trustee_seed,
    tracker_of,
)
from milliard.accounts.models import User
from milliard.assemblies.models import Assembly
from milliard.assemblies.services.secret import attach_series
from milliard.core.models import OutboxMail
from milliard.elections.enums import CeremonyStep, CodeSource, KeySharing
from milliard.elections.models import (
    ArchivePiece,
    BoardTip,
    ElectionSeries,
    SecretElection,
    SeriesTrustee,
)
from milliard.elections.services.ceremony import receive_message, start_ceremony
from milliard.elections.services.codes import IssuedCode, print_codes
from milliard.elections.services.locks import as_archive_tip, lock_tip
from milliard.elections.services.protocol import group_of_series, protocol_of
from milliard.elections.services.series import answer_as_trustee, name_trustees, write_series

#: Fewer than a real assembly keeps: each takes a credential of ten thousand people.
SPARES = 2
#: Codes of others given to whoever organises.
OTHERS = 12
_BATCH = 500


def prepare_secret_votes(assembly: Assembly, trustees: Sequence[User], *, by: User) -> list[str]:
    """A series ready to open votes, attached to the assembly; the codes that nobody was told."""
    series = write_series(
        title=assembly.title,
        description="Pour essayer un vote secret et vérifiable.",
        sharing=KeySharing.THRESHOLD,
        threshold=2,
        code_source=CodeSource.PLATFORM,
        by=by,
    )
    series.spares.filter(position__gt=SPARES).delete()
    people = [(one, f"{one} (démonstration)") for one in trustees]
    named = name_trustees(series=series, trustees=people, by=by)
    for trustee, account in zip(named, trustees, strict=True):
        answer_as_trustee(trustee=trustee, accepts=True, by=account)
    _hold_ceremony(series, trustees)
    attach_series(assembly=assembly, series=series, by=by)
    series.refresh_from_db()
    return print_codes(series=series, write=lambda codes: _tell_codes(series, codes, by), by=by)


def cast_invented(election: SecretElection, intended: Sequence[Intended]) -> None:
    """Ballots in the box of an open motion, as if so many booths had posted them."""
    described, row = protocol_of(election), lock_tip(election.pk)
    tip, pieces = as_archive_tip(row), []
    for (code, _), raw in zip(intended, make_ballots(bytes(election.raw), intended), strict=True):
        offset, found = tip.size, append_ballot(tip, raw)
        tip = found.tip
        piece = ArchivePiece(
            election=election,
            position=tip.height,
            kind=ArchiveEventKind.BALLOT.value,
            offset=offset,
            size=len(found.raw),
            body=found.raw,
            event=tip.last_event,
            tracker=tracker_of(raw),
            credential=credential_of_code(described.group, described.uuid, code),
        )
        pieces.append(piece)
    ArchivePiece.objects.bulk_create(pieces, _BATCH)
    BoardTip.objects.filter(pk=row.pk).update(last_event=tip.last_event, height=tip.height, size=tip.size)


def _hold_ceremony(series: ElectionSeries, accounts: Sequence[User]) -> None:
    """What each trustee's own browser does, step after step."""
    run = start_ceremony(series=series, by=None)
    group = group_of_series(series)
    people = list(series.trustees.select_related("account", "series").order_by("index"))
    seeds = {one.index: new_trustee_seed(secrets.randbelow) for one in people}
    certificates = [
        make_certificate(
            group,
            seeds[one.index],
            index=one.index,
            threshold=series.threshold,
            size=len(people),
            randomness=secrets.randbelow,
        )
        for one in people
    ]
    pairs = list(zip(people, accounts, strict=True))
    for (one, account), raw in zip(pairs, certificates, strict=True):
        _send(one, account, CeremonyStep.CERTIFICATE, raw)
    for one, account in pairs:
        raw = make_polynomial(group, certificates, seeds[one.index], randomness=secrets.randbelow)
        _send(one, account, CeremonyStep.POLYNOMIAL, raw)
    for one, account in pairs:
        told = run.messages.get(step=CeremonyStep.VINPUT, index=one.index).body.encode()
        raw = make_voutput(group, certificates, seeds[one.index], told, randomness=secrets.randbelow)
        _send(one, account, CeremonyStep.VOUTPUT, raw)
        _tell_key(series, one, account, seeds[one.index])


def _send(trustee: SeriesTrustee, account: User, step: CeremonyStep, raw: bytes) -> None:
    receive_message(trustee=trustee, step=step, body=raw.decode(), by=account)


def _tell_key(series: ElectionSeries, trustee: SeriesTrustee, account: User, seed: str) -> None:
    """The file that a trustee's page would have them keep."""
    key = {
        "kind": "milliard-trustee-key",
        "version": 1,
        "uuid": str(series.public_id),
        "name": trustee.name,
        "seed": seed,
    }
    OutboxMail.objects.create(
        recipient=account.email,
        subject="Votre clé de dépositaire, pour la démonstration",
        body="En vrai, cette clé n’est jamais envoyée\u00a0: chaque dépositaire la fabrique et la garde."
        " Enregistrez la ligne qui suit dans un fichier, la page des dépositaires la demandera.\n\n"
        + json.dumps(key, ensure_ascii=False, separators=(",", ":")),
    )


def _tell_codes(series: ElectionSeries, codes: Sequence[IssuedCode], by: User) -> list[str]:
    """To those one signs in as, and a few more to whoever organises; the codes that are left."""
    addresses = dict(
        series.voters.exclude(member__account=None).values_list("number", "member__account__email")
    )
    for code in codes:
        if address := addresses.get(code.number):
            OutboxMail.objects.create(
                recipient=address,
                subject=f"Votre code de vote\u00a0: {series.title}",
                body=f"Voter au nom de {code.name}\u00a0: {code.code}",
            )
    others = [code for code in codes if code.number not in addresses]
    OutboxMail.objects.create(
        recipient=by.email,
        subject=f"Douze autres codes de vote, pour essayer\u00a0: {series.title}",
        body="En vrai, chacun·e reçoit le sien et personne d’autre ne le voit. Ici, ils servent à jouer douze"
        " personnes inventées\u00a0: sous dix bulletins, les sommes d’un vote secret ne s’ouvrent pas.\n\n"
        + "\n".join(f"Voter au nom de {code.name}\u00a0: {code.code}" for code in others[:OTHERS]),
    )
    return [code.code for code in others[OTHERS:]]
