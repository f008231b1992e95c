"""Ballots: what is made is accepted, and shows nothing; what differs by anything is refused."""

import json
import random
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.ballots import (
    BallotQuestion,
    Election,
    RefusalCode,
    RefusedError,
    check_ballot,
    choice_of,
    choose,
    credential_of_code,
    group_of,
    is_code,
    majority_judgment,
    make_ballot,
    make_roll,
    motion,
    new_code,
    new_uuid,
    read_ballot,
    read_election,
    read_roll,
    secret_of_code,
    tracker_of,
)

ED = group_of("Ed25519")
QUESTIONS = (
    choose("Qui ?", answers=("Aïcha", "Bruno", "Chloé"), at_least=1, at_most=2),
    motion("Adopter ?", answers=("Pour", "Contre"), blank=True),
)


def election(questions=QUESTIONS, group=ED):
    key = group.base_power(secrets.randbelow(group.order))
    return Election(new_uuid(secrets.randbelow), "Vote", "Décrit", group, key, tuple(questions))


def refusal(call, *arguments, **named):
    with pytest.raises(RefusedError) as caught:
        call(*arguments, **named)
    return caught.value.refusal


@st.composite
def questions_and_choices(draw):
    answers = draw(st.integers(1, 4))
    at_most = draw(st.integers(1, answers))
    at_least = draw(st.integers(0, at_most))
    blank = draw(st.sampled_from([None, False, True]))
    question = BallotQuestion("?", tuple("abcd"[:answers]), at_least, at_most, blank)
    if blank and draw(st.booleans()):
        return question, choice_of(question, [], blank=True)
    count = draw(st.integers(at_least, at_most))
    chosen = draw(st.permutations(range(answers)))[:count]
    return question, choice_of(question, chosen)


@given(st.lists(questions_and_choices(), min_size=1, max_size=3), st.sampled_from(["Ed25519"]))
@settings(max_examples=30, deadline=None)
def test_every_allowed_choice_is_accepted(pairs, name):
    vote = election([question for question, _ in pairs], group_of(name))
    assert read_election(vote.raw) == vote
    ballot = make_ballot(vote, 42, [choice for _, choice in pairs], randomness=secrets.randbelow)
    assert check_ballot(vote, ballot.raw, roll=None) == ballot
    assert len(ballot.raw) <= vote.largest_ballot


@pytest.mark.parametrize("choice", [(1, 0, 0), (0, 1, 0), (0, 0, 1)])
def test_blank_and_choices_in_a_finite_field(choice):
    vote = election(QUESTIONS[1:], group_of("BELENIOS-2048"))
    ballot = make_ballot(vote, 42, [choice], randomness=secrets.randbelow)
    assert check_ballot(vote, ballot.raw, roll=None).tracker == tracker_of(ballot.raw)


@pytest.mark.parametrize(
    "choice",
    [(0, 0, 0), (1, 1, 1), (2, 0, 0), (1, 0), (1, 0, 0, 0), (-1, 1, 1)],
)
def test_a_choice_that_is_not_allowed_makes_no_ballot(choice):
    vote = election(QUESTIONS[:1])
    found = refusal(make_ballot, vote, 42, [choice], randomness=secrets.randbelow)
    assert (found.code, found.place) == (RefusalCode.BAD_CHOICE, "question 0")


@pytest.mark.parametrize("choice", [(1, 1, 0), (0, 1, 1), (0, 0, 0)])
def test_blank_excludes_choosing(choice):
    found = refusal(make_ballot, election(QUESTIONS[1:]), 42, [choice], randomness=secrets.randbelow)
    assert found.code is RefusalCode.BAD_CHOICE


def test_same_draws_same_ballot_other_draws_other_ciphertexts():
    vote = election()
    choices = [(1, 0, 1), (0, 1, 0)]
    ballots = [
        make_ballot(vote, 42, choices, randomness=random.Random(seed).randrange).raw for seed in (1, 1, 2)
    ]
    assert ballots[0] == ballots[1]
    first, other = (json.loads(raw)["answers"] for raw in ballots[1:])
    alphas = [{each["alpha"] for answer in side for each in answer["choices"]} for side in (first, other)]
    assert len(alphas[0]) == 6
    assert not alphas[0] & alphas[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'{"election_uuid"', b'{ "election_uuid"'),
        (b'"answers":[', b'"answers":[ '),
        (b'"signature":{"hash"', b'"signature":{"hash":"x","hash"'),
        (b"}", b"}\n"),
    ],
)
def test_other_bytes_for_the_same_ballot_are_refused(old, new):
    vote = election(QUESTIONS[:1])
    raw = make_ballot(vote, 42, [(1, 0, 0)], randomness=secrets.randbelow).raw
    changed = raw[::-1].replace(old[::-1], new[::-1], 1)[::-1]
    assert changed != raw
    assert refusal(read_ballot, vote, changed).code is RefusalCode.NOT_CANONICAL


def test_every_field_of_a_ballot_is_bound():
    """Any leaf replaced by another of its kind is refused, whatever proof guards it."""
    vote = election(QUESTIONS[1:])
    raw = make_ballot(vote, 42, [(0, 1, 0)], randomness=secrets.randbelow).raw
    value = json.loads(raw)
    leaves = []

    def walk(node, path):
        if isinstance(node, str):
            leaves.append(path)
        else:
            for key, child in node.items() if isinstance(node, dict) else enumerate(node):
                walk(child, [*path, key])

    walk(value, [])
    assert len(leaves) == 4 + 6 + 12 + 4 + 4 + 2
    for path in leaves:
        changed = json.loads(raw)
        node = changed
        for key in path[:-1]:
            node = node[key]
        old = node[path[-1]]
        scalar = path[-1] in ("challenge", "response")
        point = path[-1] in ("alpha", "beta", "credential")
        other = ED.text(ED.multiply(ED.element(old), ED.generator)) if point else old[::-1]
        node[path[-1]] = str((int(old) + 1) % ED.order) if scalar else other
        written = json.dumps(changed, separators=(",", ":")).encode()
        refusal(check_ballot, vote, written, roll=None)


@pytest.mark.parametrize("size", [0, 1, 100_000])
def test_anything_else_is_refused_and_never_breaks(size):
    vote = election()
    for raw in (b"[" * size, b"9" * size, bytes(size), b'{"a":' * size, b"\xff" * size, b'"\\ud800"'):
        assert refusal(read_ballot, vote, raw).code in (
            RefusalCode.NOT_CANONICAL,
            RefusalCode.BAD_SHAPE,
            RefusalCode.TOO_LARGE,
        )


def test_codes_derive_another_credential_in_each_election():
    code = new_code(secrets.randbelow)
    assert is_code(code)
    assert [len(part) for part in code.split("-")] == [5, 6, 5, 6]
    uuids = [new_uuid(secrets.randbelow) for _ in range(3)]
    credentials = {credential_of_code(ED, uuid, code) for uuid in uuids}
    assert len(credentials) == 3
    vote = election()
    ballot = make_ballot(
        vote,
        secret_of_code(ED, vote.uuid, code),
        [(1, 0, 0), (1, 0, 0)],
        randomness=secrets.randbelow,
    )
    assert ballot.credential_text == credential_of_code(ED, vote.uuid, code)
    roll = make_roll([(ballot.credential_text, 3)])
    assert check_ballot(vote, ballot.raw, roll=roll.weights)
    found = refusal(check_ballot, vote, ballot.raw, roll=make_roll([(min(credentials), 1)]).weights)
    assert found.code is RefusalCode.UNREGISTERED
    for wrong in (code.replace("-", ""), code[:-1], code[:-1] + "0", code + "1", code.replace(code[0], "l")):
        assert refusal(secret_of_code, ED, vote.uuid, wrong).code is RefusalCode.BAD_CODE


def test_a_code_derives_what_upstream_derives():
    """Values printed by belenios-tool 3.3.0, `setup generate-credentials --derive`."""
    found = credential_of_code(ED, "TDsPAWEh6GLHyi", "HyQ6r-bx17xV-PHsTf-Ec4vbJ")
    assert found == "f5ad4307f029de61761f724a1232af8304a54b483f5aea3274918b1cd6f6b225"
    found = credential_of_code(ED, "TDsPAWEh6GLHyi", "11111-111111-11111-111111")
    assert found == "02ac23fbab555b1cfe4da11bfa9223f06658477fa05cdec6e9ec22f8356973f6"


def test_a_roll_lists_each_credential_once_with_a_weight():
    key = ED.text(ED.base_power(7))
    other = ED.text(ED.base_power(8))
    roll = make_roll([(other, 1), (key, 12)])
    assert read_roll(roll.to_bytes(), limit=1000) == roll
    assert roll.weights == {key: 12, other: 1}
    roll.check(ED)
    for entries, code in (
        ([key, key + ",2"], RefusalCode.CREDENTIAL_TWICE),
        ([key + ",0"], RefusalCode.BAD_CREDENTIAL),
        ([key + ",1.5"], RefusalCode.BAD_CREDENTIAL),
        ([key + ",02"], RefusalCode.BAD_CREDENTIAL),
        ([7], RefusalCode.BAD_SHAPE),
    ):
        raw = json.dumps(entries, separators=(",", ":")).encode()
        assert refusal(read_roll, raw, limit=1000).code is code
    neutral = make_roll([(ED.text(ED.neutral), 1)])
    assert refusal(neutral.check, ED).code is RefusalCode.BAD_ELEMENT


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("version", 2, RefusalCode.UNKNOWN_VERSION),
        ("version", True, RefusalCode.BAD_SHAPE),
        ("group", "Ed448", RefusalCode.UNKNOWN_GROUP),
        ("uuid", "court", RefusalCode.BAD_SHAPE),
        ("public_key", ED.text(ED.neutral), RefusalCode.BAD_ELEMENT),
        ("questions", [], RefusalCode.BAD_QUESTION),
        ("questions", [{"type": "NonHomomorphic", "value": {}}], RefusalCode.UNSUPPORTED_QUESTION),
        (
            "questions",
            [{"answers": ["a"], "min": 0, "max": 2, "question": "?"}],
            RefusalCode.BAD_QUESTION,
        ),
        (
            "questions",
            [{"answers": ["a"], "blank": 1, "min": 0, "max": 1, "question": "?"}],
            RefusalCode.BAD_SHAPE,
        ),
    ],
)
def test_elections_that_cannot_be_held_are_refused(field, value, code):
    changed = {**json.loads(election().raw), field: value}
    raw = json.dumps(changed, separators=(",", ":"), ensure_ascii=False).encode()
    assert refusal(read_election, raw).code is code


def test_majority_judgment_asks_one_grade_a_proposal():
    questions = majority_judgment(["Oui", "Non"], grades=list("ABCDEF"))
    assert [(each.text, each.at_least, each.at_most, each.length) for each in questions] == [
        ("Oui", 1, 1, 6),
        ("Non", 1, 1, 6),
    ]
