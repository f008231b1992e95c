"""The key ceremony of a threshold, message by message: what each trustee does, and what the organiser does.

Pedersen's distributed key generation as Belenios publishes it (specification, «Messages specific to threshold
decryption support»), in the form of belenios-tool 3: certificates carry the size, the threshold and their
place, and every trustee signs the certificates they saw. Messages are the bytes of canonical JSON.

Trustees are numbered from 1. What a trustee does needs their seed and happens on their own machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engines.ballots._encoding import Json, fields, items, read_json, string, write_json
from engines.ballots._groups import CyclicGroup, Element, Randomness
from engines.ballots._letters import (
    SignedMessage,
    TrusteeIdentity,
    bad_letter,
    read_letter,
    read_signed,
    sign,
    write_letter,
)
from engines.ballots._proofs import SigmaProof, read_proof
from engines.ballots._trustees import (
    Certificate,
    ThresholdKeys,
    TrusteeKey,
    certificate_json,
    certs_signature_text,
    check_share_key,
    make_trustee_key,
    read_certificates,
    read_coefficients,
    read_trustee_key,
    share_of_coefficients,
    verification_key,
)


@dataclass(frozen=True, slots=True)
class _Polynomial:
    own_letter: str
    letters: tuple[str, ...]
    coefexps: SignedMessage
    signature: SigmaProof


def make_certificate(
    group: CyclicGroup, seed: str, *, index: int, threshold: int, size: int, randomness: Randomness
) -> bytes:
    """Step 1, trustee: publish the keys of one's seed. ``seed`` comes from `new_trustee_seed`."""
    identity = TrusteeIdentity.of_seed(group, seed)
    if not 1 <= threshold <= size or not 1 <= index <= size:
        raise bad_letter("threshold")
    keys = Certificate(identity.verification_key, identity.encryption_key)
    message = write_json(certificate_json(group, index, threshold, size, keys)).decode()
    return write_json(sign(identity, message, randomness).to_json())


def check_certificates(group: CyclicGroup, certificates: Sequence[bytes]) -> int:
    """Step 2, organiser and trustees: check all certificates, in order; the threshold they agree on."""
    return read_certificates(group, _signed(group, certificates))[0]


def check_certificate(
    group: CyclicGroup, certificate: bytes, *, index: int, threshold: int, size: int
) -> None:
    """Organiser: check what trustee ``index`` of ``size`` sent at step 1, before the others sent theirs.

    Raises
    ------
    RefusedError
        `CEREMONY`: of another group, size, threshold or place, or not signed by its own key.
    """
    (signed,) = _signed(group, [certificate])
    value = fields(read_json(signed.message.encode()), "context", "verification", "encryption")
    keys = Certificate(group.key(value["verification"]), group.key(value["encryption"]))
    expected = certificate_json(group, index, threshold, size, keys)
    if value != expected or not signed.verify(group, keys.verification):
        raise bad_letter(f"certificate {index}")


def make_polynomial(
    group: CyclicGroup, certificates: Sequence[bytes], seed: str, *, randomness: Randomness
) -> bytes:
    """Step 3, trustee: draw a polynomial, and write its value at j to each trustee j in a letter."""
    certs = _signed(group, certificates)
    threshold, keys = read_certificates(group, certs)
    identity, _ = _own_place(group, keys, seed)
    coefficients = [randomness(group.order) for _ in range(threshold)]
    public = [group.base_power(each) for each in coefficients]
    own = {"polynomial": [str(each) for each in coefficients]}
    letters = [
        write_letter(
            identity,
            recipient.encryption,
            {"secret": str(_value(coefficients, index, group.order))},
            randomness,
        )
        for index, recipient in enumerate(keys, start=1)
    ]
    coefexps = write_json({"coefexps": [group.text(each) for each in public]}).decode()
    signed = sign(identity, certs_signature_text(group, certs, public), randomness)
    return write_json(
        {
            "polynomial": write_letter(identity, identity.encryption_key, own, randomness),
            "secrets": letters,
            "coefexps": sign(identity, coefexps, randomness).to_json(),
            "signature": signed.signature.to_json(),
        }
    )


def check_polynomial(
    group: CyclicGroup, certificates: Sequence[bytes], index: int, polynomial: bytes
) -> None:
    """Organiser: check what trustee ``index`` sent at step 3, as far as can be without opening letters."""
    certs = _signed(group, certificates)
    threshold, keys = read_certificates(group, certs)
    _coefficients(group, certs, keys[index - 1], threshold, _read_polynomial(group, polynomial, len(certs)))


def make_vinputs(
    group: CyclicGroup, certificates: Sequence[bytes], polynomials: Sequence[bytes]
) -> tuple[bytes, ...]:
    """Step 4, organiser: sort the letters, one bundle a trustee."""
    certs = _signed(group, certificates)
    threshold, keys = read_certificates(group, certs)
    found = _polynomials(group, certs, keys, threshold, polynomials)
    shared = {
        "coefexps": [each.coefexps.to_json() for each in found],
        "signatures": [each.signature.to_json() for each in found],
    }
    return tuple(
        write_json(
            {
                "polynomial": own.own_letter,
                "secrets": [each.letters[index] for each in found],
                **shared,
            }
        )
        for index, own in enumerate(found)
    )


def make_voutput(
    group: CyclicGroup, certificates: Sequence[bytes], seed: str, vinput: bytes, *, randomness: Randomness
) -> bytes:
    """Step 5, trustee: check every letter against what its sender published, and keep one's share.

    Raises
    ------
    RefusedError
        `CEREMONY`: a letter that is not what its sender's coefficients say: the ceremony stops.
    """
    certs = _signed(group, certificates)
    threshold, keys = read_certificates(group, certs)
    identity, place = _own_place(group, keys, seed)
    count = len(certs)
    found = fields(read_json(vinput), "polynomial", "secrets", "coefexps", "signatures")
    own = fields(read_letter(identity, identity.verification_key, string(found["polynomial"])), "polynomial")
    items(own["polynomial"], count=threshold)
    letters = items(found["secrets"], count=count)
    coefexps = items(found["coefexps"], count=count)
    signatures = items(found["signatures"], count=count)
    share = 0
    for index, sender in enumerate(keys):
        polynomial = _Polynomial(
            "", (), read_signed(group, coefexps[index]), read_proof(group, signatures[index])
        )
        public = _coefficients(group, certs, sender, threshold, polynomial)
        value = fields(read_letter(identity, sender.verification, string(letters[index])), "secret")
        secret = group.scalar(value["secret"])
        if group.base_power(secret) != share_of_coefficients(group, public, place):
            raise bad_letter(f"secret {index + 1}")
        share += secret
    share %= group.order
    key = make_trustee_key(group, share, randomness=randomness)
    signed = sign(identity, group.text(key.public_key), randomness)
    public_key = TrusteeKey(key.public_key, key.proof, signed.signature)
    kept = write_letter(identity, identity.encryption_key, {"decryption_key": str(share)}, randomness)
    return write_json({"private_key": kept, "public_key": public_key.to_json(group)})


def check_voutput(
    group: CyclicGroup,
    certificates: Sequence[bytes],
    polynomials: Sequence[bytes],
    index: int,
    voutput: bytes,
) -> None:
    """Organiser: check what trustee ``index`` sent at step 5."""
    certs = _signed(group, certificates)
    threshold, keys = read_certificates(group, certs)
    found = _polynomials(group, certs, keys, threshold, polynomials)
    public = [_coefficients(group, certs, keys[i], threshold, each) for i, each in enumerate(found)]
    _, key = _read_voutput(group, voutput)
    check_share_key(group, keys[index - 1], key, verification_key(group, public, index))


def make_threshold_keys(
    group: CyclicGroup,
    certificates: Sequence[bytes],
    polynomials: Sequence[bytes],
    voutputs: Sequence[bytes],
) -> tuple[ThresholdKeys, tuple[str, ...]]:
    """Step 6, organiser: the keys to publish, and each trustee's share, encrypted for them.

    Returns
    -------
    keys : ThresholdKeys
        Checked as any verifier checks them.
    letters : tuple[str, ...]
        Give each back to its trustee when decrypting: `share_of_letter` opens it with the seed.
    """
    certs = _signed(group, certificates)
    threshold, keys = read_certificates(group, certs)
    found = _polynomials(group, certs, keys, threshold, polynomials)
    outputs = [_read_voutput(group, each) for each in voutputs]
    made = ThresholdKeys(
        threshold=threshold,
        certs=tuple(certs),
        coefexps=tuple(each.coefexps for each in found),
        signatures=tuple(each.signature for each in found),
        verification_keys=tuple(key for _, key in outputs),
    )
    made.check(group)
    return made, tuple(letter for letter, _ in outputs)


def share_of_letter(group: CyclicGroup, seed: str, letter: str) -> int:
    """Trustee: the secret exponent of one's share, from the letter kept since step 5."""
    identity = TrusteeIdentity.of_seed(group, seed)
    value = fields(read_letter(identity, identity.verification_key, letter), "decryption_key")
    return group.scalar(value["decryption_key"])


def _value(coefficients: Sequence[int], at: int, order: int) -> int:
    return sum(each * pow(at, degree, order) for degree, each in enumerate(coefficients)) % order


def _signed(group: CyclicGroup, messages: Sequence[bytes]) -> list[SignedMessage]:
    return [read_signed(group, read_json(message)) for message in messages]


def _own_place(group: CyclicGroup, keys: Sequence[Certificate], seed: str) -> tuple[TrusteeIdentity, int]:
    identity = TrusteeIdentity.of_seed(group, seed)
    own = Certificate(identity.verification_key, identity.encryption_key)
    if own not in keys:
        raise bad_letter("no certificate of this seed")
    return identity, keys.index(own) + 1


def _read_polynomial(group: CyclicGroup, raw: bytes, count: int) -> _Polynomial:
    found = fields(read_json(raw), "polynomial", "secrets", "coefexps", "signature")
    return _Polynomial(
        own_letter=string(found["polynomial"]),
        letters=tuple(string(each) for each in items(found["secrets"], count=count)),
        coefexps=read_signed(group, found["coefexps"]),
        signature=read_proof(group, found["signature"]),
    )


def _coefficients(
    group: CyclicGroup,
    certs: Sequence[SignedMessage],
    keys: Certificate,
    threshold: int,
    polynomial: _Polynomial,
) -> tuple[Element, ...]:
    """What a trustee published of their polynomial, once both its signatures are checked."""
    public = read_coefficients(group, polynomial.coefexps, threshold)
    seen = SignedMessage(certs_signature_text(group, certs, public), polynomial.signature)
    if not polynomial.coefexps.verify(group, keys.verification) or not seen.verify(group, keys.verification):
        raise bad_letter("coefficients")
    return public


def _polynomials(
    group: CyclicGroup,
    certs: Sequence[SignedMessage],
    keys: Sequence[Certificate],
    threshold: int,
    polynomials: Sequence[bytes],
) -> list[_Polynomial]:
    if len(polynomials) != len(certs):
        raise bad_letter("number of polynomials")
    found = [_read_polynomial(group, each, len(certs)) for each in polynomials]
    for index, each in enumerate(found):
        _coefficients(group, certs, keys[index], threshold, each)
    return found


def _read_voutput(group: CyclicGroup, raw: bytes) -> tuple[str, TrusteeKey]:
    found: dict[str, Json] = fields(read_json(raw), "private_key", "public_key")
    return string(found["private_key"]), read_trustee_key(group, found["public_key"])
