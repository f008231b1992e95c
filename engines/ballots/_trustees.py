"""Who can decrypt together: keys held by one person each, and keys shared so that t of n are enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from engines.ballots._encoding import Json, fields, integer, items, read_json, string, write_json
from engines.ballots._errors import RefusalCode, RefusedError
from engines.ballots._formulas import formulas_of
from engines.ballots._groups import CyclicGroup, Element, Randomness
from engines.ballots._letters import SignedMessage, bad_letter, read_signed
from engines.ballots._proofs import SigmaProof, knows_secret, prove_secret, read_proof

MOST_TRUSTEES = 50
"""Most shares of one threshold, and most trustees of one election."""


@dataclass(frozen=True, slots=True)
class TrusteeKey:
    """A public key and the proof that somebody knows its secret.

    ``signature`` is present for the shares of a threshold: the trustee's certificate signs the key.
    """

    public_key: Element
    proof: SigmaProof
    signature: SigmaProof | None = None
    name: str | None = None

    def to_json(self, group: CyclicGroup) -> Json:
        found: dict[str, Any] = {"pok": self.proof.to_json(), "public_key": group.text(self.public_key)}
        if self.signature is not None:
            found["signature"] = self.signature.to_json()
        if self.name is not None:
            found["name"] = self.name
        return found

    def check(self, group: CyclicGroup, *, version: int = 1) -> None:
        """Raise `TRUSTEE_PROOF` unless the proof of knowledge holds."""
        challenge = partial(formulas_of(version).trustee_key, group, self.public_key)
        if not knows_secret(group, self.public_key, self.proof, challenge):
            raise RefusedError(RefusalCode.TRUSTEE_PROOF)


def make_trustee_key(
    group: CyclicGroup, secret: int, *, randomness: Randomness, version: int = 1
) -> TrusteeKey:
    """The public key of a secret exponent, with its proof; ``secret`` is ``randomness(group.order)``."""
    public = group.base_power(secret)
    challenge = partial(formulas_of(version).trustee_key, group, public)
    return TrusteeKey(public, prove_secret(group, secret, challenge, randomness))


def read_trustee_key(group: CyclicGroup, value: Json) -> TrusteeKey:
    found = fields(value, "pok", "public_key", "signature?", "name?")
    return TrusteeKey(
        public_key=group.key(found["public_key"]),
        proof=read_proof(group, found["pok"]),
        signature=read_proof(group, found["signature"]) if "signature" in found else None,
        name=string(found["name"]) if "name" in found else None,
    )


def receive_trustee_key(group: CyclicGroup, raw: bytes, *, version: int = 1) -> TrusteeKey:
    """The key a trustee sends, its proof checked.

    Raises
    ------
    RefusedError
        `NOT_CANONICAL`, `BAD_SHAPE`, `BAD_ELEMENT`, `BAD_SCALAR`, `TRUSTEE_PROOF`.
    """
    key = read_trustee_key(group, read_json(raw))
    key.check(group, version=version)
    return key


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate of the ceremony says once its signature is checked."""

    verification: Element
    encryption: Element


def certificate_json(group: CyclicGroup, index: int, threshold: int, size: int, keys: Certificate) -> Json:
    context = {"group": group.name, "size": size, "threshold": threshold, "index": index}
    return {
        "context": context,
        "verification": group.text(keys.verification),
        "encryption": group.text(keys.encryption),
    }


def read_certificates(
    group: CyclicGroup, certs: Sequence[SignedMessage]
) -> tuple[int, tuple[Certificate, ...]]:
    """The threshold and the keys of all certificates, in the order of their trustees.

    Raises
    ------
    RefusedError
        `CEREMONY`: a certificate of another group, size, threshold or place, or not signed by itself.
    """
    if not 1 <= len(certs) <= MOST_TRUSTEES:
        raise bad_letter("number of certificates")
    found = []
    threshold = 0
    for index, cert in enumerate(certs, start=1):
        value = fields(read_json(cert.message.encode()), "context", "verification", "encryption")
        context = fields(value["context"], "group", "size", "threshold", "index")
        threshold = threshold or integer(context["threshold"], low=1, high=len(certs))
        keys = Certificate(group.key(value["verification"]), group.key(value["encryption"]))
        expected = certificate_json(group, index, threshold, len(certs), keys)
        # Twice the same person would make a threshold of fewer.
        if value != expected or keys in found or not cert.verify(group, keys.verification):
            raise bad_letter(f"certificate {index}")
        found.append(keys)
    return threshold, tuple(found)


def read_coefficients(group: CyclicGroup, message: SignedMessage, threshold: int) -> tuple[Element, ...]:
    """g to each coefficient of a trustee's polynomial, constant term first."""
    value = fields(read_json(message.message.encode()), "coefexps")
    return tuple(group.element(each) for each in items(value["coefexps"], count=threshold))


def certs_signature_text(
    group: CyclicGroup, certs: Sequence[SignedMessage], coefficients: Sequence[Element]
) -> str:
    """What each trustee signs to say that they saw these certificates and gave these coefficients."""
    value = {
        "certs": [cert.to_json() for cert in certs],
        "coefexps": [group.text(each) for each in coefficients],
    }
    return "certs_sig|" + write_json(value).decode()


def share_of_coefficients(group: CyclicGroup, coefficients: Sequence[Element], index: int) -> Element:
    """g to the value of one polynomial at ``index``: the product of A_k^(index^k)."""
    powers = (group.power(each, index**degree) for degree, each in enumerate(coefficients))
    return group.product(powers)


def verification_key(group: CyclicGroup, coefficients: Sequence[Sequence[Element]], index: int) -> Element:
    """The public key of the share of trustee ``index``, from what all trustees published."""
    return group.product(share_of_coefficients(group, each, index) for each in coefficients)


@dataclass(frozen=True, slots=True)
class ThresholdKeys:
    """A key shared by a ceremony: ``threshold`` of its trustees decrypt, fewer cannot."""

    threshold: int
    certs: tuple[SignedMessage, ...]
    coefexps: tuple[SignedMessage, ...]
    signatures: tuple[SigmaProof, ...]
    verification_keys: tuple[TrusteeKey, ...]

    def to_json(self, group: CyclicGroup) -> Json:
        return {
            "threshold": self.threshold,
            "certs": [each.to_json() for each in self.certs],
            "coefexps": [each.to_json() for each in self.coefexps],
            "signatures": [each.to_json() for each in self.signatures],
            "verification_keys": [each.to_json(group) for each in self.verification_keys],
        }

    def public_key(self, group: CyclicGroup) -> Element:
        """g to the shared secret: the product of the constant terms."""
        return group.product(read_coefficients(group, each, self.threshold)[0] for each in self.coefexps)

    def check(self, group: CyclicGroup, *, version: int = 1) -> None:
        """Check the whole ceremony from what it published.

        Raises
        ------
        RefusedError
            `CEREMONY` or `TRUSTEE_PROOF`, with the trustee in its place.
        """
        threshold, certificates = read_certificates(group, self.certs)
        lengths = {len(self.coefexps), len(self.signatures), len(self.verification_keys)}
        if threshold != self.threshold or lengths != {len(self.certs)}:
            raise bad_letter("lengths")
        coefficients = []
        for index, keys in enumerate(certificates):
            given, signature = self.coefexps[index], self.signatures[index]
            own = read_coefficients(group, given, threshold)
            text = certs_signature_text(group, self.certs, own)
            signed = given.verify(group, keys.verification)
            if not signed or not SignedMessage(text, signature).verify(group, keys.verification):
                raise bad_letter(f"coefficients {index + 1}")
            coefficients.append(own)
        for index, (keys, key) in enumerate(zip(certificates, self.verification_keys, strict=True), 1):
            check_share_key(group, keys, key, verification_key(group, coefficients, index), version)


def check_share_key(
    group: CyclicGroup, keys: Certificate, key: TrusteeKey, expected: Element, version: int = 1
) -> None:
    """Raise unless a share's public key is the one expected, proved, and signed by its trustee."""
    key.check(group, version=version)
    signed = key.signature is not None and SignedMessage(group.text(expected), key.signature).verify(
        group, keys.verification
    )
    if key.public_key != expected or not signed:
        raise bad_letter("verification key")


Trustees = tuple[TrusteeKey | ThresholdKeys, ...]
"""All who are needed: each single key, and enough shares of each threshold."""


def trustees_bytes(group: CyclicGroup, trustees: Trustees) -> bytes:
    """The list of trustees as the archive holds it."""
    kinds = {TrusteeKey: "Single", ThresholdKeys: "Pedersen"}
    return write_json([[kinds[type(each)], each.to_json(group)] for each in trustees])


def read_trustees(group: CyclicGroup, raw: bytes) -> Trustees:
    """The trustees of a published list; `check_trustees` tells whether their keys are proved.

    Threshold keys without contexts or signatures (before belenios-tool 3) are refused, as 3.3.0 does.
    """
    found: list[TrusteeKey | ThresholdKeys] = []
    for each in items(read_json(raw)):
        kind, value = items(each, count=2)
        if kind == "Single":
            found.append(read_trustee_key(group, value))
        elif kind == "Pedersen":
            found.append(read_threshold_keys(group, value))
        else:
            raise RefusedError(RefusalCode.BAD_SHAPE, detail="kind of trustee")
    if not 1 <= len(found) <= MOST_TRUSTEES:
        raise RefusedError(RefusalCode.BAD_SHAPE, detail="number of trustees")
    return tuple(found)


def read_threshold_keys(group: CyclicGroup, value: Json) -> ThresholdKeys:
    names = ("threshold", "certs", "coefexps", "signatures", "verification_keys")
    found = fields(value, *names)
    size = len(items(found["certs"]))
    if size > MOST_TRUSTEES:
        raise bad_letter("number of certificates")
    return ThresholdKeys(
        threshold=integer(found["threshold"], low=1, high=max(size, 1)),
        certs=tuple(read_signed(group, each) for each in found["certs"]),
        coefexps=tuple(read_signed(group, each) for each in items(found["coefexps"], count=size)),
        signatures=tuple(read_proof(group, each) for each in items(found["signatures"], count=size)),
        verification_keys=tuple(
            read_trustee_key(group, each) for each in items(found["verification_keys"], count=size)
        ),
    )


def election_key(group: CyclicGroup, trustees: Trustees) -> Element:
    """The public key of an election held by these trustees."""
    return group.product(
        each.public_key if isinstance(each, TrusteeKey) else each.public_key(group) for each in trustees
    )


def check_trustees(group: CyclicGroup, trustees: Trustees, *, version: int = 1) -> None:
    """Check every key, proof and ceremony.

    Raises
    ------
    RefusedError
        `TRUSTEE_PROOF` or `CEREMONY`, at the place of the trustee.
    """
    for index, each in enumerate(trustees):
        try:
            each.check(group, version=version)
        except RefusedError as error:
            raise error.within(f"trustee {index}") from None


def owners(trustees: Trustees) -> tuple[tuple[int, int, Element], ...]:
    """By owner, numbered from 1: position in the list, share from 1 (0 if single), public key."""
    found: list[tuple[int, int, Element]] = []
    for position, each in enumerate(trustees):
        if isinstance(each, TrusteeKey):
            found.append((position, 0, each.public_key))
        else:
            keys = enumerate(each.verification_keys, start=1)
            found += [(position, share, key.public_key) for share, key in keys]
    return tuple(found)
