"""What a forger has: every secret of an honest election, and the means to sign whatever they write."""

from dataclasses import replace
from functools import cache

import pytest
from nacl.bindings import crypto_core_ed25519_add

from engines.ballots._ballots import _signature_json, _unsigned_json
from engines.ballots._encoding import digest_base64, write_json
from engines.ballots._groups import Element
from engines.ballots._proofs import prove_secret
from engines.ballots.tests.building import (
    draws,
    finish,
    hold,
)

GROUPS = ("Ed25519", "BELENIOS-2048")
VOTERS = 2


#: For what does not depend on the group.
one_group = pytest.mark.parametrize("held", GROUPS[:1], indirect=True)


@cache
def honest(group_name):
    return hold(group_name, voters=VOTERS)


def finished(held, **named):
    finish(held, draws(5), **named)
    return held.codes_of_refusals()


def signed_again(held, voter, answers, **changed):
    """The bytes of a ballot with these answers, its signature right."""
    election, group, secret = held.election, held.group, held.secret(voter)
    credential = group.base_power(secret)
    fingerprint = changed.get("fingerprint", election.fingerprint)
    unsigned = _unsigned_json(group, changed.get("uuid", election.uuid), fingerprint, credential, answers)
    return sign_json(held, secret, unsigned)


def sign_json(held, secret, unsigned):
    digest = digest_base64(write_json(unsigned))
    proof = prove_secret(
        held.group, secret, lambda seen: held.election.formulas.signature(held.group, digest, seen), draws(3)
    )
    return write_json({**unsigned, "signature": _signature_json(digest, proof)})


def off_by_one(held, proofs):
    first = replace(proofs[0], response=(proofs[0].response + 1) % held.group.order)
    return (first, *proofs[1:])


def with_answer(ballot, index, **changed):
    answers = list(ballot.answers)
    answers[index] = replace(answers[index], **changed)
    return tuple(answers)


def times_minus_one(group, element):
    """The element times the one of order two: outside the subgroup, with the same even powers."""
    if group.name == "Ed25519":
        return Element(crypto_core_ed25519_add(element, (2**255 - 20).to_bytes(32, "little")))
    return Element((group.modulus - int.from_bytes(element)).to_bytes(256))
