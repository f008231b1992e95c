"""Letters between trustees, carried by whoever runs the election and read by their addressee alone.

A trustee holds one seed of 22 characters; a signing and a decryption exponent derive from it. A letter is
signed, then encrypted with AES-256-GCM under a key that ElGamal carries. As belenios-tool 3.3.0 writes them:
the nonce is the whole SHA-256 of ``iv|alpha``, 32 bytes.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import partial

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engines.ballots._credentials import BASE58, base58_text
from engines.ballots._encoding import Json, fields, read_json, string, write_json
from engines.ballots._errors import RefusalCode, RefusedError
from engines.ballots._formulas import Formulas, formulas_of
from engines.ballots._groups import CyclicGroup, Element, Randomness
from engines.ballots._proofs import SigmaProof, knows_secret, prove_secret, read_proof

_SEED = re.compile(f"[{BASE58}]{{22}}", re.ASCII)
_ALGORITHM = "AES-GCM"
_HEXADECIMAL = re.compile(r"(?:[0-9a-f]{2})+", re.ASCII)


def new_trustee_seed(randomness: Randomness) -> str:
    """The secret of a trustee of a threshold: 22 characters of base 58, 128 bits, to be kept off line."""
    return base58_text(22, randomness)


def bad_letter(detail: str) -> RefusedError:
    return RefusedError(RefusalCode.CEREMONY, detail=detail)


@dataclass(frozen=True)
class TrusteeIdentity:
    """The two exponents of a seed and their public keys."""

    group: CyclicGroup
    signing: int
    decryption: int

    @classmethod
    def of_seed(cls, group: CyclicGroup, seed: str) -> TrusteeIdentity:
        if not _SEED.fullmatch(seed):
            raise bad_letter("seed")
        numbers = (
            int.from_bytes(hashlib.sha256(f"{purpose}|{seed}".encode()).digest()) % group.order
            for purpose in ("sk", "dk")
        )
        return cls(group, *numbers)

    @property
    def verification_key(self) -> Element:
        return self.group.base_power(self.signing)

    @property
    def encryption_key(self) -> Element:
        return self.group.base_power(self.decryption)


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """A text and its signature."""

    message: str
    signature: SigmaProof

    def to_json(self) -> Json:
        return {"message": self.message, "signature": self.signature.to_json()}

    def verify(self, group: CyclicGroup, key: Element, *, version: int = 1) -> bool:
        challenge = partial(_challenge, formulas_of(version), group, self.message)
        return knows_secret(group, key, self.signature, challenge)


def sign(
    identity: TrusteeIdentity, message: str, randomness: Randomness, *, version: int = 1
) -> SignedMessage:
    challenge = partial(_challenge, formulas_of(version), identity.group, message)
    return SignedMessage(message, prove_secret(identity.group, identity.signing, challenge, randomness))


def read_signed(group: CyclicGroup, value: Json) -> SignedMessage:
    found = fields(value, "message", "signature")
    return SignedMessage(string(found["message"]), read_proof(group, found["signature"]))


def _challenge(formulas: Formulas, group: CyclicGroup, message: str, seen: Element) -> int:
    return formulas.signed_message(group, message, seen)


def write_letter(identity: TrusteeIdentity, recipient: Element, message: Json, randomness: Randomness) -> str:
    """Sign ``message`` for ``recipient`` (an encryption key) and encrypt it: a text to be carried."""
    group = identity.group
    inner = {"recipient": group.text(recipient), "message": write_json(message).decode()}
    signed = sign(identity, write_json(inner).decode(), randomness)
    exponent, mask = randomness(group.order), group.base_power(randomness(group.order))
    alpha = group.base_power(exponent)
    beta = group.multiply(group.power(recipient, exponent), mask)
    data = AESGCM(_hash("key", group, mask)).encrypt(
        _hash("iv", group, alpha), write_json(signed.to_json()), None
    )
    letter = {
        "algorithm": _ALGORITHM,
        "alpha": group.text(alpha),
        "beta": group.text(beta),
        "data": data.hex(),
    }
    return write_json(letter).decode()


def read_letter(identity: TrusteeIdentity, sender: Element, letter: str) -> Json:
    """Decrypt a letter to this trustee and check that ``sender`` (a verification key) signed it for them.

    Raises
    ------
    RefusedError
        `CEREMONY`: encrypted for somebody else or otherwise, not signed by the sender; or a bad shape.
    """
    group = identity.group
    found = fields(read_json(letter.encode()), "algorithm", "alpha", "beta", "data")
    data = string(found["data"])
    if found["algorithm"] != _ALGORITHM or not _HEXADECIMAL.fullmatch(data):
        raise bad_letter("algorithm")
    alpha, beta = group.element(found["alpha"]), group.element(found["beta"])
    mask = group.divide(beta, group.power(alpha, identity.decryption))
    try:
        clear = AESGCM(_hash("key", group, mask)).decrypt(
            _hash("iv", group, alpha), bytes.fromhex(data), None
        )
    except InvalidTag:
        raise bad_letter("letter for somebody else") from None
    signed = read_signed(group, read_json(clear))
    if not signed.verify(group, sender):
        raise bad_letter("letter not signed by its sender")
    inner = fields(read_json(signed.message.encode()), "recipient", "message")
    if inner["recipient"] != group.text(identity.encryption_key):
        raise bad_letter("letter signed for somebody else")
    return read_json(string(inner["message"]).encode())


def _hash(purpose: str, group: CyclicGroup, element: Element) -> bytes:
    return hashlib.sha256(f"{purpose}|{group.text(element)}".encode()).digest()
