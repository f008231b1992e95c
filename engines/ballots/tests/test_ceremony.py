"""The ceremony: t of n decrypt, fewer do not, and whoever cheats is seen before anything is published."""

import json
import secrets
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.ballots import (
    RefusalCode,
    RefusedError,
    check_certificate,
    check_certificates,
    check_polynomial,
    check_voutput,
    group_of,
    make_certificate,
    make_polynomial,
    make_threshold_keys,
    make_trustee_key,
    make_vinputs,
    make_voutput,
    new_trustee_seed,
    read_trustees,
    receive_trustee_key,
    share_of_letter,
    trustees_bytes,
)
from engines.ballots._encoding import write_json
from engines.ballots._tally import lagrange
from engines.ballots.tests.building import ceremony, changed_json, draws

ED = group_of("Ed25519")
R = secrets.randbelow


@given(st.integers(1, 4).flatmap(lambda size: st.tuples(st.just(size), st.integers(1, size))), st.integers(0))
@settings(max_examples=12, deadline=None)
def test_any_t_shares_give_the_key_and_fewer_do_not(sizes, seed):
    size, threshold = sizes
    keys, shares = ceremony(ED, draws(seed), threshold=threshold, size=size)
    keys.check(ED)
    public = keys.public_key(ED)
    for count in (threshold, threshold - 1):
        for used in combinations(range(1, size + 1), count):
            joined = sum(shares[index - 1] * lagrange(ED.order, used, index) for index in used)
            assert (ED.base_power(joined) == public) == (count == threshold)
    raw = trustees_bytes(ED, (keys,))
    assert trustees_bytes(ED, read_trustees(ED, raw)) == raw


def test_a_ceremony_in_a_finite_field():
    group = group_of("BELENIOS-2048")
    keys, shares = ceremony(group, R, threshold=2, size=2)
    joined = sum(share * lagrange(group.order, (1, 2), index) for index, share in enumerate(shares, 1))
    assert group.base_power(joined) == keys.public_key(group)


class Transcript:
    """The messages of one honest ceremony of two trustees out of two."""

    def __init__(self):
        self.seeds = [new_trustee_seed(R) for _ in range(2)]
        self.certificates = [
            make_certificate(ED, seed, index=index, threshold=2, size=2, randomness=R)
            for index, seed in enumerate(self.seeds, start=1)
        ]
        self.polynomials = [make_polynomial(ED, self.certificates, seed, randomness=R) for seed in self.seeds]
        self.vinputs = make_vinputs(ED, self.certificates, self.polynomials)
        self.voutputs = [
            make_voutput(ED, self.certificates, seed, vinput, randomness=R)
            for seed, vinput in zip(self.seeds, self.vinputs, strict=True)
        ]


@pytest.fixture(scope="module")
def told():
    return Transcript()


def refused(call, *arguments, **named):
    with pytest.raises(RefusedError) as caught:
        call(*arguments, **named)
    return caught.value.refusal.code


def test_an_organiser_checks_each_message(told):
    for index in (1, 2):
        check_polynomial(ED, told.certificates, index, told.polynomials[index - 1])
        check_voutput(ED, told.certificates, told.polynomials, index, told.voutputs[index - 1])
    other = told.polynomials[1], told.voutputs[1]
    assert refused(check_polynomial, ED, told.certificates, 1, other[0]) is RefusalCode.CEREMONY
    found = refused(check_voutput, ED, told.certificates, told.polynomials, 1, other[1])
    assert found is RefusalCode.CEREMONY


@pytest.mark.parametrize(("threshold", "index"), [(1, 2), (2, 1), (2, 3)])
def test_certificates_agree_on_size_threshold_and_place(told, threshold, index):
    wrong = make_certificate(
        ED, told.seeds[1], index=index, threshold=threshold, size=max(index, 2), randomness=R
    )
    assert refused(check_certificates, ED, [told.certificates[0], wrong]) is RefusalCode.CEREMONY
    # Alone too, before the others sent theirs.
    place = {"index": 2, "threshold": 2, "size": 2}
    check_certificate(ED, told.certificates[1], **place)
    assert refused(check_certificate, ED, wrong, **place) is RefusalCode.CEREMONY


def test_a_certificate_is_signed_by_its_own_key(told):
    first, second = map(json.loads, told.certificates)
    first["signature"] = second["signature"]
    forged = json.dumps(first, separators=(",", ":")).encode()
    assert refused(check_certificates, ED, [forged, told.certificates[1]]) is RefusalCode.CEREMONY
    place = {"index": 1, "threshold": 2, "size": 2}
    assert refused(check_certificate, ED, forged, **place) is RefusalCode.CEREMONY


def test_nobody_is_two_trustees(told):
    again = make_certificate(ED, told.seeds[0], index=2, threshold=2, size=2, randomness=R)
    assert refused(check_certificates, ED, [told.certificates[0], again]) is RefusalCode.CEREMONY


def test_a_seed_without_a_certificate_takes_no_part(told):
    stranger = new_trustee_seed(R)
    assert refused(make_polynomial, ED, told.certificates, stranger, randomness=R) is RefusalCode.CEREMONY
    assert refused(share_of_letter, ED, "trop court", "{}") is RefusalCode.CEREMONY


def test_a_letter_is_read_by_its_addressee_alone(told):
    """Trustee 2 given what was written to trustee 1, by mistake or not."""
    found = refused(make_voutput, ED, told.certificates, told.seeds[1], told.vinputs[0], randomness=R)
    assert found is RefusalCode.CEREMONY
    letters = make_threshold_keys(ED, told.certificates, told.polynomials, told.voutputs)[1]
    assert refused(share_of_letter, ED, told.seeds[1], letters[0]) is RefusalCode.CEREMONY


def test_a_false_secret_is_seen_by_who_receives_it(told):
    """Trustee 1 publishes one polynomial and sends the values of another."""
    other = make_polynomial(ED, told.certificates, told.seeds[0], randomness=R)
    mixed = changed_json(told.polynomials[0], "secrets", json.loads(other)["secrets"])
    vinputs = make_vinputs(ED, told.certificates, [mixed, told.polynomials[1]])
    with pytest.raises(RefusedError) as caught:
        make_voutput(ED, told.certificates, told.seeds[1], vinputs[1], randomness=R)
    assert str(caught.value.refusal.detail) == "secret 1"


def test_a_changed_letter_opens_for_nobody(told):
    letter = json.loads(json.loads(told.vinputs[0])["secrets"][1])
    data = letter["data"]
    letter["data"] = data[:-1] + ("0" if data[-1] != "0" else "1")
    secrets_ = json.loads(told.vinputs[0])["secrets"]
    secrets_[1] = json.dumps(letter, separators=(",", ":"))
    forged = changed_json(told.vinputs[0], "secrets", secrets_)
    assert refused(make_voutput, ED, told.certificates, told.seeds[0], forged, randomness=R) is (
        RefusalCode.CEREMONY
    )


def test_published_keys_show_any_message_of_somebody_else(told):
    keys = make_threshold_keys(ED, told.certificates, told.polynomials, told.voutputs)[0]
    raw = trustees_bytes(ED, (keys,))
    for field in ("certs", "coefexps", "signatures", "verification_keys"):
        value = json.loads(raw)
        value[0][1][field].reverse()
        (forged,) = read_trustees(ED, json.dumps(value, separators=(",", ":")).encode())
        assert refused(forged.check, ED) is RefusalCode.CEREMONY
    lower = json.loads(raw)
    lower[0][1]["threshold"] = 1
    (forged,) = read_trustees(ED, json.dumps(lower, separators=(",", ":")).encode())
    assert refused(forged.check, ED) is RefusalCode.CEREMONY


def test_a_single_key_is_received_with_its_proof():
    key = make_trustee_key(ED, 12345, randomness=R)
    raw = write_json(key.to_json(ED))
    assert receive_trustee_key(ED, raw) == key
    other = write_json(replace(key, public_key=ED.base_power(54321)).to_json(ED))
    assert refused(receive_trustee_key, ED, other) is RefusalCode.TRUSTEE_PROOF
    neutral = changed_json(raw, "public_key", ED.text(ED.neutral))
    assert refused(receive_trustee_key, ED, neutral) is RefusalCode.BAD_ELEMENT
