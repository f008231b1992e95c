"""A small election held from codes to result, whose every event can be changed before it is written."""

import io
import json
import random
from dataclasses import dataclass, field

from engines.ballots import (
    ArchiveEventKind,
    Ballot,
    Election,
    Roll,
    Trustees,
    add_ballots,
    check_certificates,
    choice_of,
    choose,
    credential_of_code,
    decrypt_sums,
    election_key,
    find_result,
    group_of,
    make_ballot,
    make_certificate,
    make_polynomial,
    make_roll,
    make_threshold_keys,
    make_trustee_key,
    make_vinputs,
    make_voutput,
    motion,
    new_code,
    new_trustee_seed,
    new_uuid,
    secret_of_code,
    share_of_letter,
    trustees_bytes,
    verify_archive,
)
from engines.ballots._archive import ArchiveTip, append_event
from engines.ballots._encoding import digest_hex, write_json
from engines.ballots._tally import result_bytes, sums_bytes
from engines.ballots._tar import first_member

TIMESTAMP = 1_795_000_000
Kind = ArchiveEventKind
QUESTIONS = (
    choose("Quels lieux ?", answers=("Brest", "Lyon", "Nîmes"), at_least=0, at_most=2),
    motion("Adopter les statuts ?", answers=("Pour", "Contre"), blank=True),
)


def draws(seed):
    """Chance that can be played again; `secrets.randbelow` in real life."""
    return random.Random(seed).randrange


@dataclass
class Held:
    """Everything of an election, its secrets too."""

    election: Election
    trustees: Trustees
    #: By owner, from 1: whoever gives a share in the end.
    secrets: dict[int, int]
    codes: list[str]
    roll: Roll
    ballots: list[Ballot] = field(default_factory=list)
    #: Events in order: kind and contents.
    script: list[tuple[str, list[bytes]]] = field(default_factory=list)

    @property
    def group(self):
        return self.election.group

    def secret(self, voter):
        return secret_of_code(self.group, self.election.uuid, self.codes[voter])

    def weight(self, ballot):
        return self.roll.weights[ballot.credential_text]

    def counted(self):
        """Last ballot of each credential, with its weight."""
        last = {ballot.credential: ballot for ballot in self.ballots}
        return [(ballot, self.weight(ballot)) for ballot in last.values()]

    def write(self):
        return write_script(self.script)

    def verify(self):
        return verify_archive(io.BytesIO(self.write()))

    def codes_of_refusals(self):
        return [each.code.value for each in self.verify().refusals]


def write_script(script):
    """An archive with a correct chain, whatever is in its events."""
    head = first_member(TIMESTAMP)
    tip = ArchiveTip("", -1, TIMESTAMP, len(head))
    parts = [head]
    for kind, contents in script:
        kind = kind if isinstance(kind, Kind) else type("Other", (), {"value": kind})
        found = append_event(tip, kind, contents)
        parts.append(found.raw)
        tip = found.tip
    return b"".join(parts)


def hold(
    group_name="Ed25519", *, voters=10, weights=(), threshold=False, seed=1, questions=QUESTIONS, count=True
):
    """An election of `voters` ballots; with a threshold, 2 of 3 and one single trustee beside them."""
    group, chance = group_of(group_name), draws(seed)
    secret = chance(group.order)
    trustees = (make_trustee_key(group, secret, randomness=chance),)
    secrets = {1: secret}
    if threshold:
        keys, shares = ceremony(group, chance)
        trustees += (keys,)
        secrets |= {2: shares[0], 4: shares[2]}
    uuid = new_uuid(chance)
    codes = [new_code(chance) for _ in range(voters)]
    weighted = [*weights, *[1] * (voters - len(weights))]
    credentials = [credential_of_code(group, uuid, code) for code in codes]
    roll = make_roll(zip(credentials, weighted, strict=True))
    key = election_key(group, trustees)
    election = Election(uuid, "Assemblée", "Été", group, key, tuple(questions))
    held = Held(election, trustees, secrets, codes, roll)
    for voter in range(voters):
        held.ballots.append(cast(held, voter, chance))
    if count:
        finish(held, chance)
    return held


def cast(held, voter, chance):
    """Voter v chooses answer v, going round; every fifth votes blank where that is offered."""
    choices = [
        choice_of(question, [], blank=True)
        if question.blank and voter % 5 == 4
        else choice_of(question, [voter % len(question.answers)])
        for question in held.election.questions
    ]
    return make_ballot(held.election, held.secret(voter), choices, randomness=chance)


def finish(held, chance, *, ballots=None, count=None, result=None):
    """Write the script to its result, from these ballots (bytes) and this count where they are given."""
    election, group = held.election, held.group
    parts = [election.raw, trustees_bytes(group, held.trustees), held.roll.to_bytes()]
    names = ("election", "trustees", "credentials")
    setup = write_json({name: digest_hex(part) for name, part in zip(names, parts, strict=True)})
    count = count or add_ballots(election, held.counted())
    held.script = [(Kind.SETUP, [*parts, setup])]
    held.script += [(Kind.BALLOT, [raw]) for raw in ballots or [each.raw for each in held.ballots]]
    held.script.append((Kind.END_BALLOTS, []))
    held.script.append((Kind.ENCRYPTED_TALLY, count_contents(election, count)))
    shares = {}
    for owner, secret in held.secrets.items():
        shares[owner] = decrypt_sums(election, count.sums, secret, randomness=chance)
        held.script.append((Kind.SHARE, share_contents(owner, shares[owner].to_bytes(group))))
    result = result or find_result(election, count, held.trustees, shares)
    held.script.append((Kind.RESULT, [result_bytes(result)]))


def count_contents(election, count, **changed):
    sums = sums_bytes(election, count.sums)
    head = {
        "num_tallied": count.ballots,
        "total_weight": count.weight,
        "encrypted_tally": digest_hex(sums),
    }
    return [sums, write_json({**head, **changed})]


def share_contents(owner, raw):
    return [raw, write_json({"owner": owner, "payload": digest_hex(raw)})]


def ceremony(group, chance, *, threshold=2, size=3):
    """A whole ceremony; the keys and the secret share of each trustee."""
    seeds = [new_trustee_seed(chance) for _ in range(size)]
    certificates = [
        make_certificate(group, seed, index=index, threshold=threshold, size=size, randomness=chance)
        for index, seed in enumerate(seeds, start=1)
    ]
    assert check_certificates(group, certificates) == threshold
    polynomials = [make_polynomial(group, certificates, seed, randomness=chance) for seed in seeds]
    vinputs = make_vinputs(group, certificates, polynomials)
    voutputs = [
        make_voutput(group, certificates, seed, vinput, randomness=chance)
        for seed, vinput in zip(seeds, vinputs, strict=True)
    ]
    keys, letters = make_threshold_keys(group, certificates, polynomials, voutputs)
    return keys, [share_of_letter(group, seed, letter) for seed, letter in zip(seeds, letters, strict=True)]


def changed_json(raw, *path_and_value):
    """The same message with one value replaced."""
    *path, value = path_and_value
    found = json.loads(raw)
    node = found
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return write_json(found)
