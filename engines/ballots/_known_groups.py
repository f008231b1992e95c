"""The groups the protocol names, and their numbers.

BELENIOS-2048 is in the Belenios specification, section «Default group parameters» (made as FIPS 186-4 says);
RFC-3526-2048 is the MODP group of that size of RFC 3526, with the squares as its subgroup.
"""

from __future__ import annotations

from functools import cache

from engines.ballots._edwards import Edwards25519
from engines.ballots._errors import RefusalCode, RefusedError
from engines.ballots._finite_fields import FiniteField
from engines.ballots._groups import CyclicGroup

_BELENIOS_MODULUS = (
    "a3ef2d011fefb1b6e39e568fccdffb0fb7dc7ef3a791b6862791811d21fc35f21e6d36856b428030421f514ed40bfd4c"
    "06e092a495af8d79a2f85e0fb11c0ede07dd973f9c53e50930c6e82ac36de1ae3fb8c3aabfff12ce27a5022ddd8912d1"
    "07435012768a2cdd0a4091d8fa447f6c7ebc15a349fa318a6b4fe17d8d47e843a3e14dfa9b2162f4d7229abe93a188b4"
    "6b006517d6f6747ebbb29c9ec3099b607f18fb1a8bc858279aa8599411d998d3e3fada9e010840d082d8c31911acdd4a"
    "0e7992d0f18cc759cb5de0acf66a3882555bc810941e021b6a4ccfa04ee4008f878affa2375e2999b44f6cef17d70730"
    "1e59e0e6351e051ed9cec4157646e64f"
)
_BELENIOS_GENERATOR = (
    "1307c1ab5f295885d7caa3a78a42415e31fd1c5807b61fb1e781878a52230a51988b98c259597f9c5a9dfd001d26ba31"
    "d9d8976f01d95a1c8262ee68a0e92cea541e5219e0d0d094301b894236823fe1d4bc04e29f3748aefd4f10d5b1a356a8"
    "643e673fd9d215fc8fe5fb9cf9fdb8ea88fdb1a3381a697fdf9c2458570b06d26aef1be365fdd90165f397c6b870df8c"
    "1b9e519edcee8bb0f74b7a1615a274ba60a7ea574a61f552d2dde0ce514e0927c4ff49b1964c4a913731ae4268d60d7f"
    "22127b6cbba44d453ac8b72fd04e0991b7aeff04867d8724ac638f5f34100d2d47aa680d43771902743d663f42d853c0"
    "41e1c91fe3823f4bcf284308f1d7e653"
)
_BELENIOS_ORDER = 78571733251071885079927659812671450121821421258408794611510081919805623223441
_MODP_MODULUS = (
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd"
    "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed"
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f"
    "83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b"
    "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510"
    "15728e5a8aacaa68ffffffffffffffff"
)

GROUP_NAMES = ("Ed25519", "BELENIOS-2048", "RFC-3526-2048")
"""Every group that can be read, the one of our own elections first."""


@cache
def group_of(name: str) -> CyclicGroup:
    """The group of that name.

    Raises
    ------
    RefusedError
        `UNKNOWN_GROUP`.

    Examples
    --------
    >>> group_of("Ed25519").text(group_of("Ed25519").neutral)[-2:]
    '01'
    """
    if name == "Ed25519":
        return Edwards25519()
    if name == "BELENIOS-2048":
        modulus, generator = int(_BELENIOS_MODULUS, 16), int(_BELENIOS_GENERATOR, 16)
        return FiniteField(name, modulus=modulus, order=_BELENIOS_ORDER, generator=generator)
    if name == "RFC-3526-2048":
        modulus = int(_MODP_MODULUS, 16)
        return FiniteField(name, modulus=modulus, order=modulus // 2, generator=2)
    raise RefusedError(RefusalCode.UNKNOWN_GROUP, detail=name[:40])
