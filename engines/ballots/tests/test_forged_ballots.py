"""Archives correct but for one ballot: refused for that very reason.

The forger knows all secrets and writes everything else honestly: proofs, signatures, sums, shares and result
follow from the forged part, and the chain is right.
"""

import json
from dataclasses import replace
from functools import partial

import pytest

from engines.ballots import (
    Roll,
    add_ballots,
    check_ballot,
    make_ballot,
)
from engines.ballots._answers import EncryptedAnswer
from engines.ballots._encoding import digest_base64, write_json
from engines.ballots._finite_fields import FiniteField
from engines.ballots._proofs import Ciphertext, Opening, combine, prove_one_of
from engines.ballots.tests.building import (
    QUESTIONS,
    changed_json,
    draws,
)
from engines.ballots.tests.forging import (
    finished,
    off_by_one,
    one_group,
    sign_json,
    signed_again,
    times_minus_one,
    with_answer,
)


def over_vote(held, number):
    """A ballot that gives `number` votes to the first answer, everything else as honest as can be."""
    key, group, chance = held.election.encryption, held.group, draws(4)
    ballot = held.ballots[0]
    opening = Opening(chance(group.order), number)
    cipher = key.encrypt(opening)
    answer = ballot.answers[0]
    context = held.election.formulas.ballot_context(
        group, held.election.fingerprint, group.base_power(held.secret(0))
    )
    # The best a liar can do: prove the branch that does not hold.
    lie = prove_one_of(
        key,
        [(replace(opening, number=1), 0), (replace(opening, number=1), 1)],
        1,
        lambda seen: held.election.formulas.membership(group, context, cipher.text(group), seen),
        chance,
    )
    choices = (cipher, *answer.choices[1:])
    proofs = (lie, *answer.individual_proofs[1:])
    answers = with_answer(ballot, 0, choices=choices, individual_proofs=proofs)
    return answers, signed_again(held, 0, answers)


def test_the_honest_archive_stands(held):
    assert held.codes_of_refusals() == []


@pytest.mark.parametrize(
    ("held", "question", "field", "code"),
    [
        ("Ed25519", 0, "individual_proofs", "individual-proof"),
        ("Ed25519", 1, "individual_proofs", "individual-proof"),
        ("Ed25519", 0, "overall_proof", "overall-proof"),
        ("Ed25519", 1, "overall_proof", "overall-proof"),
        ("Ed25519", 1, "blank_proof", "blank-proof"),
        ("BELENIOS-2048", 0, "individual_proofs", "individual-proof"),
        ("BELENIOS-2048", 0, "overall_proof", "overall-proof"),
        ("BELENIOS-2048", 1, "blank_proof", "blank-proof"),
    ],
    indirect=["held"],
)
def test_false_proof(held, question, field, code):
    answer = held.ballots[0].answers[question]
    proofs = getattr(answer, field)
    if field == "individual_proofs":
        false = (off_by_one(held, proofs[0]), *proofs[1:])
    else:
        false = off_by_one(held, proofs)
    raw = signed_again(held, 0, with_answer(held.ballots[0], question, **{field: false}))
    assert finished(held, ballots=[raw, held.ballots[1].raw]) == [code]
    assert held.verify().refusals[0].place.startswith(f"event 1/answer {question}")


def test_false_signature(held):
    ballot = held.ballots[0]
    false = replace(ballot.signature, response=(ballot.signature.response + 1) % held.group.order)
    raw = replace(ballot, signature=false).raw
    assert finished(held, ballots=[raw, held.ballots[1].raw]) == ["signature"]


@one_group
def test_signature_of_another_ballot(held):
    other = make_ballot(held.election, held.secret(0), [(0, 1, 0), (0, 0, 1)], randomness=draws(8))
    raw = replace(held.ballots[0], signed_hash=other.signed_hash, signature=other.signature).raw
    assert finished(held, ballots=[raw, held.ballots[1].raw]) == ["signature"]


@one_group
def test_signed_by_somebody_else(held):
    """The ballot of voter 0 with the credential of voter 1 on it, signed by voter 1."""
    raw = signed_again(held, 1, held.ballots[0].answers)
    assert finished(held, ballots=[held.ballots[0].raw, raw]) == ["individual-proof"]


def test_one_voter_adds_five_votes(held):
    answers, raw = over_vote(held, 5)
    forged = replace(held.ballots[0], answers=answers)
    count = add_ballots(held.election, [(forged, 1), (held.ballots[1], 1)])
    count = replace(count, weight=6)
    found = finished(held, ballots=[raw, held.ballots[1].raw], count=count)
    assert found == ["individual-proof"]


@one_group
def test_one_voter_takes_votes_away(held):
    _, raw = over_vote(held, -1)
    assert finished(held, ballots=[raw, held.ballots[1].raw]) == ["individual-proof"]


def test_too_many_choices(held):
    """Three ones where two are allowed: made for a question that allows it."""
    loose = (replace(QUESTIONS[0], at_most=3), QUESTIONS[1])
    wide = replace(held.election, questions=loose)
    ballot = make_ballot(wide, held.secret(0), [(1, 1, 1), (0, 1, 0)], randomness=draws(6))
    answer = ballot.answers[0]
    answers = with_answer(ballot, 0, overall_proof=answer.overall_proof[:3])
    raw = signed_again(held, 0, answers)
    # Its individual proofs hold another fingerprint: that is told first.
    assert finished(held, ballots=[raw, held.ballots[1].raw]) == ["individual-proof"]


@one_group
def test_a_missing_branch(held):
    answer = held.ballots[0].answers[0]
    raw = signed_again(held, 0, with_answer(held.ballots[0], 0, overall_proof=answer.overall_proof[:-1]))
    assert finished(held, ballots=[raw, held.ballots[1].raw]) == ["answer-shape"]


@pytest.mark.parametrize("field", ["choices", "individual_proofs"])
@one_group
def test_a_missing_choice(held, field):
    kept = getattr(held.ballots[0].answers[0], field)[:-1]
    raw = signed_again(held, 0, with_answer(held.ballots[0], 0, **{field: kept}))
    assert finished(held, ballots=[raw, held.ballots[1].raw]) == ["answer-shape"]


@one_group
def test_a_blank_proof_left_out(held):
    raw = signed_again(held, 0, with_answer(held.ballots[0], 1, blank_proof=None))
    assert finished(held, ballots=[raw, held.ballots[1].raw]) == ["answer-shape"]


@pytest.mark.parametrize("field", ["uuid", "fingerprint"])
def test_ballot_for_another_election(held, field):
    other = digest_base64(b"") if field == "fingerprint" else "1" * 14
    raw = signed_again(held, 0, held.ballots[0].answers, **{field: other})
    assert finished(held, ballots=[raw, held.ballots[1].raw]) == ["other-election"]


def test_scalar_not_below_q(held):
    """The same number plus q: every equation holds."""
    raw = held.ballots[0].raw
    value = json.loads(raw)
    value.pop("signature")
    proof = value["answers"][0]["overall_proof"][0]
    proof["response"] = str(int(proof["response"]) + held.group.order)
    forged = sign_json(held, held.secret(0), value)
    assert finished(held, ballots=[forged, held.ballots[1].raw]) == ["bad-scalar"]


@one_group
def test_leading_zero(held):
    value = json.loads(held.ballots[0].raw)
    value.pop("signature")
    proof = value["answers"][0]["overall_proof"][0]
    proof["response"] = "0" + proof["response"]
    forged = sign_json(held, held.secret(0), value)
    assert finished(held, ballots=[forged, held.ballots[1].raw]) == ["bad-scalar"]


@pytest.mark.parametrize("old_and_new", [(b",", b", "), (b'{"election_uuid"', b'{\n"election_uuid"')])
def test_json_with_spaces(held, old_and_new):
    raw = held.ballots[0].raw.replace(*old_and_new)
    assert finished(held, ballots=[raw, held.ballots[1].raw]) == ["not-canonical"]


@one_group
def test_fields_in_another_order(held):
    value = json.loads(held.ballots[0].raw)
    raw = write_json(dict(reversed(value.items())))
    assert finished(held, ballots=[raw, held.ballots[1].raw]) == ["bad-shape"]


@one_group
def test_a_field_more(held):
    raw = changed_json(held.ballots[0].raw, "note", "un secret")
    assert finished(held, ballots=[raw, held.ballots[1].raw]) == ["bad-shape"]


def test_unregistered_voter(held):
    held.roll = Roll(tuple(entry for entry in held.roll.entries if entry != held.ballots[0].credential_text))
    count = add_ballots(held.election, [(ballot, 1) for ballot in held.ballots])
    assert finished(held, count=count) == ["unregistered"]


def test_order_two_component(held, monkeypatch):
    """Alpha times an element of order two, in a ballot whose equations all hold: it would block trustees.

    Equations hold when every challenge is even; a forger draws until they are.
    """
    election, group, chance = held.election, held.group, draws(13)
    key, formulas, answer = election.encryption, election.formulas, held.ballots[0].answers[0]
    context = formulas.ballot_context(group, election.fingerprint, group.base_power(held.secret(0)))
    openings = [Opening(chance(group.order), number) for number in (1, 0, 0)]
    choices = [key.encrypt(opening) for opening in openings]
    choices[0] = Ciphertext(times_minus_one(group, choices[0].alpha), choices[0].beta)
    total = Opening(sum(each.exponent for each in openings), 1)
    summed = combine(group, choices)
    inner = formulas.answer_context(context, [each.text(group) for each in choices])

    def proved(opening, numbers, cipher, context):
        challenge = partial(formulas.membership, group, context, cipher.text(group))
        branches = [(opening, number) for number in numbers]
        while True:
            proofs = prove_one_of(key, branches, opening.number, challenge, chance)
            if not any(proof.challenge % 2 for proof in proofs):
                return proofs

    forged = EncryptedAnswer(
        choices=tuple(choices),
        individual_proofs=tuple(
            proved(opening, (0, 1), cipher, context)
            for opening, cipher in zip(openings, choices, strict=True)
        ),
        overall_proof=proved(total, (0, 1, 2), summed, inner),
    )
    raw = signed_again(held, 0, (forged, *held.ballots[0].answers[1:]))
    assert len(forged.choices) == len(answer.choices)
    ballots = [raw, held.ballots[1].raw]
    assert finished(held, ballots=ballots) == ["bad-element"]
    if group.name != "Ed25519":
        # The very check that refuses it; libsodium has another of its own.
        monkeypatch.setattr(FiniteField, "_is_member", lambda group, number: True)
        assert check_ballot(election, raw, roll=None)


@one_group
def test_proof_kept_from_another_voter(held):
    """Copying somebody's ballot is visible: its proofs name the credential."""
    copied = replace(held.ballots[1], answers=held.ballots[0].answers)
    raw = signed_again(held, 1, copied.answers)
    assert finished(held, ballots=[held.ballots[0].raw, raw]) == ["individual-proof"]
