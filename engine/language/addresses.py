"""Addresses in what is told: a password in one is never shown, whoever wrote it where."""

from __future__ import annotations

import re

SECRETS = ("password", "sslpassword", "oauth_client_secret")  # as libpq names them

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)(\S*)")
_SECRET = re.compile(rf"(?i)(?<=[?&])({'|'.join(SECRETS)})=[^&\s`'\"]*&?")
_PORTS = re.compile(r"(\[[^\]]*\]|[^:]*)(:[0-9]*)?")


def without_secrets(text: str) -> str:
    """A text whose addresses have no passwords."""
    return _ADDRESS.sub(lambda found: found[1] + _shown(found[2]), text) if "://" in text else text


def _shown(rest: str) -> str:
    """What follows ``://``, as far as it may be shown. An ``@`` or ``/`` in a password may not be escaped, or the end cut off."""
    said = _SECRET.sub("", rest)
    if said != rest:
        said = re.sub("[?&](?=$|[`'\"])", "", said)
    before, at, after = said.rpartition("@")
    if at:
        return f"{before.partition(':')[0]}@{after}"
    hosts, slash, path = said.partition("/")
    if all(_PORTS.fullmatch(host) for host in hosts.rstrip("`'\").,;").split(",")):
        return f"{hosts}{slash}{path}"
    return f"{hosts.partition(':')[0]}…"
