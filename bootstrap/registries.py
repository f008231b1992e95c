"""Where packages come from: which certificates are trusted on the way, and what to say when nothing comes.

A network may put its own certificate in the place of the registries' (a company, a school). Its authority is
in the system's store: browsers trust it, so do we. uv, pip and npm each have a store of their own and a name
of their own for another; here they all follow the system's, or ``SSL_CERT_FILE``.
"""

import re
import ssl
from pathlib import Path

#: The system's store as one file, where OpenSSL does not say: Debian, Fedora, openSUSE, macOS and Alpine.
_BUNDLES = (
    Path("/etc/ssl/certs/ca-certificates.crt"),
    Path("/etc/pki/tls/certs/ca-bundle.crt"),
    Path("/etc/ssl/ca-bundle.pem"),
    Path("/etc/ssl/cert.pem"),
)
_UNTRUSTED = re.compile("UnknownIssuer|CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|LOCAL_ISSUER")
_UNREACHED = re.compile(
    r"dns error|client error \(Connect\)|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH"
    r"|name resolution|NewConnectionError|ProxyError|Connection refused|timed out|Network is unreachable"
)


def trusting() -> dict[str, str]:
    """The variables that make every installer trust the system's store; none where there is no store.

    Whoever has set one of them keeps it.
    """
    said = ssl.get_default_verify_paths().cafile
    bundle = next((path for path in (*([Path(said)] if said else []), *_BUNDLES) if path.is_file()), None)
    if bundle is None:
        return {}
    return {"UV_SYSTEM_CERTS": "true", "PIP_CERT": str(bundle), "NODE_EXTRA_CA_CERTS": str(bundle)}


def advice(words: str) -> str:
    """What to set, after the ``words`` of an installer that failed; empty when setting nothing would help."""
    if _UNTRUSTED.search(words):
        return (
            "The registry's certificate is not trusted: this network seems to put its own in its place. Have"
            " its authority added to the system's store (on Debian: /usr/local/share/ca-certificates, then"
            " update-ca-certificates), or name the file that holds it:\n"
            "    export SSL_CERT_FILE=/path/to/authority.pem\n"
            "  then try again: what is already there is kept."
        )
    if _UNREACHED.search(words):
        return (
            "The registries of Python and npm cannot be reached from here. Behind a proxy:\n"
            "    export HTTPS_PROXY=http://proxy.example.org:3128\n"
            "  With registries of your own:\n"
            "    export UV_DEFAULT_INDEX=… PIP_INDEX_URL=… npm_config_registry=…\n"
            "  then try again: what is already there is kept."
        )
    return ""
