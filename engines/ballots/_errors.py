"""What is refused: one code for each reason, and the place where it was met."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RefusalCode(StrEnum):
    """Why something is refused. Values are published by verifiers: none is renamed."""

    # Any message
    TOO_LARGE = "too-large"
    NOT_CANONICAL = "not-canonical"
    BAD_SHAPE = "bad-shape"
    BAD_SCALAR = "bad-scalar"
    BAD_ELEMENT = "bad-element"
    # The archive
    BAD_TAR = "bad-tar"
    BAD_NAME = "bad-name"
    BAD_CHAIN = "bad-chain"
    MISSING_DATA = "missing-data"
    STRAY_DATA = "stray-data"
    EVENT_ORDER = "event-order"
    UNSUPPORTED_EVENT = "unsupported-event"
    NOT_AN_EXTENSION = "not-an-extension"
    # The set-up
    UNKNOWN_VERSION = "unknown-version"
    UNKNOWN_GROUP = "unknown-group"
    UNSUPPORTED_QUESTION = "unsupported-question"
    BAD_QUESTION = "bad-question"
    BAD_CREDENTIAL = "bad-credential"
    CREDENTIAL_TWICE = "credential-twice"
    TRUSTEE_PROOF = "trustee-proof"
    CEREMONY = "ceremony"
    ELECTION_KEY = "election-key"
    # A ballot
    BAD_CODE = "bad-code"
    BAD_CHOICE = "bad-choice"
    OTHER_ELECTION = "other-election"
    UNREGISTERED = "unregistered"
    ANSWER_SHAPE = "answer-shape"
    INDIVIDUAL_PROOF = "individual-proof"
    OVERALL_PROOF = "overall-proof"
    BLANK_PROOF = "blank-proof"
    SIGNATURE = "signature"
    BALLOT_TWICE = "ballot-twice"
    BALLOT_AFTER_END = "ballot-after-end"
    # The count
    TALLY_DIFFERS = "tally-differs"
    BALLOT_COUNT = "ballot-count"
    TOTAL_WEIGHT = "total-weight"
    TOO_FEW_BALLOTS = "too-few-ballots"
    SHARE_OWNER = "share-owner"
    SHARE_TWICE = "share-twice"
    SHARE_PROOF = "share-proof"
    SHARE_MISSING = "share-missing"
    RESULT_DIFFERS = "result-differs"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason, and where: an event of the archive, an answer of a ballot."""

    code: RefusalCode
    place: str = ""
    detail: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.code.value, self.place, self.detail) if part)


class BallotsError(ValueError):
    """Parent of every error this engine raises on purpose."""


class RefusedError(BallotsError):
    """A message, a ballot or an archive is refused; ``refusal`` says why and where."""

    def __init__(self, code: RefusalCode, place: str = "", detail: str = "") -> None:
        self.refusal = Refusal(code, place, detail)
        super().__init__(str(self.refusal))

    def __reduce__(self) -> tuple[type[RefusedError], tuple[RefusalCode, str, str]]:
        return (RefusedError, (self.refusal.code, self.refusal.place, self.refusal.detail))

    def within(self, place: str) -> RefusedError:
        """The same refusal seen from outside: ``place`` comes before its own place."""
        inner = self.refusal
        outer = f"{place}/{inner.place}" if inner.place else place
        return RefusedError(inner.code, outer, inner.detail)
