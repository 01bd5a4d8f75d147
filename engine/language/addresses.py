"""Addresses in what is told: a password in one is never shown, whoever wrote it where."""

from __future__ import annotations

import re

SECRETS = ("password", "sslpassword", "oauth_client_secret")  # as libpq names them

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)(\S*)")
_SECRET = re.compile(rf"(?i)(?<=[?&])({'|'.join(SECRETS)})=[^&\s`'\"]*&?")
_PORTS = re.compile(r"(\[[^\]]*\]|[^:]*)(:([0-9]*|PORT))?")  # PORT, as an example has it
_END = re.compile(r"[`'\").,;:]*$")  # what the sentence goes on with


def without_secrets(text: str) -> str:
    """A text whose addresses have no passwords."""
    return _ADDRESS.sub(lambda found: found[1] + _shown(found[2]), text) if "://" in text else text


def address_without_secrets(said: str) -> str:
    """What was meant as an address, without passwords: also where its ``://`` is written wrongly."""
    if "://" in said:
        return without_secrets(said)
    said = _SECRET.sub("", said)
    before, at, after = said.rpartition("@")
    return f"{before.partition(':')[0]}…@{after}" if at and ":" in before else said


def _shown(rest: str) -> str:
    """What follows ``://``, as far as it may be shown. An ``@`` or ``/`` in a password may not be escaped, or the end cut off."""
    said = _SECRET.sub("", rest)
    if said != rest:
        said = re.sub("[?&](?=$|[`'\"])", "", said)
    before, at, after = said.rpartition("@")
    if at:
        return f"{before.partition(':')[0]}@{after}"
    hosts, slash, path = said.partition("/")
    if all(_PORTS.fullmatch(host) for host in _END.sub("", hosts).split(",")):
        return f"{hosts}{slash}{path}"
    end = said[len(_END.sub("", said)) :].lstrip(").,;:")  # from its quotation mark on, where it has one
    return f"{hosts.partition(':')[0]}…{end}"
