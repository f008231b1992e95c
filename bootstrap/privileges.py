"""Running one child process as another user without opening anybody's folders to that user.

PostgreSQL refuses to run as root. Its files live under ``var/`` and its programs under ``.venv/``,
which may both sit inside root's closed home. The child therefore becomes ``nobody`` and keeps one
Linux capability, CAP_DAC_READ_SEARCH: it may walk through folders and read, never write, what is not
its own. No permission of the person's folders is changed.
"""

import ctypes
import os
import pwd
import struct
from collections.abc import Callable

_PR_SET_KEEPCAPS = 8
_PR_SET_SECUREBITS = 28
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAP_DAC_READ_SEARCH = 2
_CAPABILITY_VERSION_3 = 0x20080522


def unprivileged_user() -> pwd.struct_passwd | None:
    """The user to become when we are root; None when we already are an ordinary user."""
    if os.geteuid() != 0:
        return None
    return pwd.getpwnam("nobody")


def becoming(user: pwd.struct_passwd | None) -> Callable[[], None] | None:
    """A function for ``subprocess``'s ``preexec_fn`` that turns the child into ``user``."""
    if user is None:
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def become() -> None:
        libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
        # access(2), which PostgreSQL asks about its own programs, forgets capabilities without this.
        libc.prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
        bit = 1 << _CAP_DAC_READ_SEARCH
        header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
        # effective, permitted, inheritable, for each half of the 64 bits
        data = struct.pack("IIIIII", bit, bit, bit, 0, 0, 0)
        if libc.capset(header, data) != 0:
            # A container that does not have the capability: nothing is kept at all.
            libc.capset(header, bytes(24))
        libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_READ_SEARCH, 0, 0)
        os.umask(0o077)

    return become
