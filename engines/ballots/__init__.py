"""Secret votes that anybody can verify: Belenios protocol 1, from codes and keys to the result.

Owns: voting codes and the roll, ballots of three kinds, trustees' keys and their ceremony, encrypted sums,
shares, result, the archive and its verification. Promises: whatever comes from outside passes one checked
reader; a refusal has a name and a place; an archive that stands is proved from the first key to the last
number; the same draws give the same bytes. Refuses: chance of its own (an argument), a clock, files, ballots
counted by shuffling, decrypting fewer than ten ballots. See docs/explanation/ballots.md.
"""

from engines.ballots._archive import (
    Appended,
    ArchiveEventKind,
    ArchiveTip,
    append_ballot,
    append_count,
    append_end,
    append_result,
    append_share,
    open_archive,
)
from engines.ballots._ballots import (
    Ballot,
    check_ballot,
    make_ballot,
    read_ballot,
    tracker_of,
)
from engines.ballots._ceremony import (
    check_certificate,
    check_certificates,
    check_polynomial,
    check_voutput,
    make_certificate,
    make_polynomial,
    make_threshold_keys,
    make_vinputs,
    make_voutput,
    share_of_letter,
)
from engines.ballots._contents import (
    ArchiveContents,
    BallotPlace,
    read_archive,
)
from engines.ballots._credentials import (
    Roll,
    credential_of_code,
    is_code,
    make_roll,
    new_code,
    new_uuid,
    read_roll,
    secret_of_code,
)
from engines.ballots._elections import (
    BallotQuestion,
    Election,
    read_election,
)
from engines.ballots._errors import (
    BallotsError,
    Refusal,
    RefusalCode,
    RefusedError,
)
from engines.ballots._groups import (
    CyclicGroup,
    Element,
    Randomness,
)
from engines.ballots._kinds import (
    Choices,
    choice_of,
    choose,
    majority_judgment,
    motion,
)
from engines.ballots._known_groups import GROUP_NAMES, group_of
from engines.ballots._letters import new_trustee_seed
from engines.ballots._processes import map_in_processes
from engines.ballots._tally import (
    DecryptionShare,
    EncryptedCount,
    TallyResult,
    add_ballots,
    check_share,
    decrypt_sums,
    empty_count,
    find_result,
    merge_counts,
    read_share,
    read_sums,
    sums_bytes,
)
from engines.ballots._tar import extends
from engines.ballots._trustees import (
    ThresholdKeys,
    TrusteeKey,
    Trustees,
    check_trustees,
    election_key,
    make_trustee_key,
    owners,
    read_trustee_key,
    read_trustees,
    receive_trustee_key,
    trustees_bytes,
)
from engines.ballots._verification import (
    FEWEST_BALLOTS,
    ArchiveVerdict,
    BallotSlice,
    SlicedBallot,
    SliceMap,
    SliceReport,
    check_slice,
    conclude,
    cut_slices,
    share_of_archive,
    verify_archive,
)

ENGINE_NAME = "engines.ballots"
ENGINE_VERSION = "1.0.0"
"""Raised whenever a verdict could change for the same archive."""

__all__ = [
    "ENGINE_NAME",
    "ENGINE_VERSION",
    "FEWEST_BALLOTS",
    "GROUP_NAMES",
    "Appended",
    "ArchiveContents",
    "ArchiveEventKind",
    "ArchiveTip",
    "ArchiveVerdict",
    "Ballot",
    "BallotPlace",
    "BallotQuestion",
    "BallotSlice",
    "BallotsError",
    "Choices",
    "CyclicGroup",
    "DecryptionShare",
    "Election",
    "Element",
    "EncryptedCount",
    "Randomness",
    "Refusal",
    "RefusalCode",
    "RefusedError",
    "Roll",
    "SliceMap",
    "SliceReport",
    "SlicedBallot",
    "TallyResult",
    "ThresholdKeys",
    "TrusteeKey",
    "Trustees",
    "add_ballots",
    "append_ballot",
    "append_count",
    "append_end",
    "append_result",
    "append_share",
    "check_ballot",
    "check_certificate",
    "check_certificates",
    "check_polynomial",
    "check_share",
    "check_slice",
    "check_trustees",
    "check_voutput",
    "choice_of",
    "choose",
    "conclude",
    "credential_of_code",
    "cut_slices",
    "decrypt_sums",
    "election_key",
    "empty_count",
    "extends",
    "find_result",
    "group_of",
    "is_code",
    "majority_judgment",
    "make_ballot",
    "make_certificate",
    "make_polynomial",
    "make_roll",
    "make_threshold_keys",
    "make_trustee_key",
    "make_vinputs",
    "make_voutput",
    "map_in_processes",
    "merge_counts",
    "motion",
    "new_code",
    "new_trustee_seed",
    "new_uuid",
    "open_archive",
    "owners",
    "read_archive",
    "read_ballot",
    "read_election",
    "read_roll",
    "read_share",
    "read_sums",
    "read_trustee_key",
    "read_trustees",
    "receive_trustee_key",
    "secret_of_code",
    "share_of_archive",
    "share_of_letter",
    "sums_bytes",
    "tracker_of",
    "trustees_bytes",
    "verify_archive",
]
