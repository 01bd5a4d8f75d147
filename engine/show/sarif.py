"""Remarks as a log of SARIF 2.1.0, the standard of OASIS by which tools for quality exchange what they found.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from engine.author.advice import ADVICE
from engine.show.remarks import Remark

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "kakehashiName/v1"

Part = dict[str, Any]


def sarif_log(remarks: Sequence[Remark], version: str, exit_code: int) -> Part:
    """The log of one run. What a base accepts is in it, suppressed with the reason."""
    codes = list(dict.fromkeys(remark.code for remark in remarks))
    driver = {"name": "kakehashi", "version": version, "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": exit_code < 2, "exitCode": exit_code}],
        "columnKind": "unicodeCodePoints",
        "results": [_result(remark, codes.index(remark.code)) for remark in remarks],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> Part:
    """What a code means. The problems of a base that does not load have their hints instead."""
    advice = ADVICE.get(code)
    rule: Part = {"id": code, "shortDescription": {"text": f"{code.replace('-', ' ').capitalize()}."}}
    if advice is None:
        return rule | {"defaultConfiguration": {"level": "error"}}
    plain = advice.markdown.replace("`", "")
    about = {"fullDescription": {"text": advice.what.replace("`", "")}, "help": {"text": plain, "markdown": advice.markdown}}
    return rule | about | {"defaultConfiguration": {"level": advice.severity}}


def _result(remark: Remark, rule: int) -> Part:
    result: Part = {
        "ruleId": remark.code,
        "ruleIndex": rule,
        "level": remark.severity,
        "message": {"text": remark.text},
        "partialFingerprints": {FINGERPRINT: sha256(remark.name.encode()).hexdigest()},
    }
    if remark.file:
        physical: Part = {"artifactLocation": _artifact(remark.file)}
        if remark.line:
            physical["region"] = {"startLine": remark.line, "startColumn": remark.column or 1}
        result["locations"] = [{"physicalLocation": physical}]
    if remark.accepted:
        result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": remark.accepted}]
    return result


def _artifact(file: str) -> Part:
    """Where a file is: from the root of the sources, or by its whole path."""
    if PurePath(file).is_absolute():
        return {"uri": PurePath(file).as_uri()}
    return {"uri": quote(file), "uriBaseId": "%SRCROOT%"}
