"""Whatever is sent is refused or harmless, and the server answers as before."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path

import pytest

from tests.show.schemas import check_document
from tests.web.hostile import ALL, PAGE, Hostile, written
from tests.web.served import SECONDS, Served
from web import app, connection
from web.safety import ALWAYS, Gate

IMAGE = "<img src=x onerror=alert(1)>\u202e"


def head_of(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = [line.partition(": ") for line in lines]
    return int(first.split()[1]) if first else 0, {name.lower(): value for name, _, value in pairs}, body


@pytest.mark.parametrize("hostile", ALL, ids=lambda one: one.name)
def test_it_is_refused_or_harmless(server: Served, hostile: Hostile) -> None:
    answer = server.raw(
        hostile.bytes_for(server.port, server.token), rest=hostile.rest, seconds=2.0 if 0 in hostile.statuses else SECONDS
    )
    status, headers, body = head_of(answer)
    assert status in hostile.statuses, answer[:600]
    if status:
        for name, value in ALWAYS.items():
            assert headers[name.lower()] == value
        assert not [name for name in headers if name.startswith("access-control") or name == "set-cookie"]
        assert headers["content-type"] == "application/json"
        document = json.loads(body)
        if status >= 400:
            check_document(document)
            assert "/tmp" not in json.dumps(document).replace("sqlite:////tmp/x", "")
    # Nothing was written, and the next one is answered.
    assert server.get("cases").json()["cases"] == []
    assert server.get("assess").status_code == 200


def test_there_are_more_than_a_hundred_and_no_name_is_there_twice() -> None:
    names = [one.name for one in ALL]
    assert len(names) > 100
    assert len(set(names)) == len(names)


def test_the_honest_request_among_them_is_answered(tmp_path: Path) -> None:
    """What the table bends is, unbent, let in: else it would show nothing."""
    with Served(tmp_path) as own:
        honest = written("", PAGE, statuses=(200,))
        assert head_of(own.raw(honest.bytes_for(own.port, own.token), SECONDS))[0] == 200
        fetched = written("", PAGE.replace("Origin: http://127.0.0.1:{port}", "Sec-Fetch-Site: same-origin"), statuses=(200,))
        assert head_of(own.raw(fetched.bytes_for(own.port, own.token), SECONDS))[0] == 200
        assert own.get("cases").json()["cases"][0]["seq"] == 3
        for name in (f"localhost:{own.port}", f"[::1]:{own.port}", f"LOCALHOST:{own.port}"):
            assert head_of(own.raw(f"GET /api/assess HTTP/1.1\r\nHost: {name}\r\n\r\n".encode(), SECONDS))[0] == 200


def test_a_link_of_another_site_opens_the_page(server: Served) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert server.client.get("/?set=g7.front=divided", headers=headers).status_code == 200


def test_the_page_may_run_only_what_ships_with_it(server: Served) -> None:
    answer = server.client.get("/")
    rules = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert rules["frame-ancestors"] == "'none'"
    assert answer.text.count(server.token) == 1


def test_each_start_has_a_token_of_its_own(server: Served, tmp_path: Path) -> None:
    with Served(tmp_path) as other:
        assert len(other.token) >= 40
        assert other.token != server.token
        refused = other.post("assert", {"facts": ["g7.front=divided"]}, **{"X-Kakehashi-Token": server.token})
        assert refused.status_code == 403
        assert "load the page again" in refused.json()["problems"][0]["hint"]


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_a_report_is_saved_and_never_run(server: Served, form: str) -> None:
    answer = server.get(f"report?format={form}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment; ")
    rules = [part.strip() for part in answer.headers["content-security-policy"].split(";")]
    assert "sandbox" in rules
    assert "default-src 'none'" in rules
    assert not [rule for rule in rules if rule.startswith("script-src")]


@pytest.mark.parametrize("path", ["graph?format=svg", "map?format=svg", "timeline?format=svg", "sweep?over=g7.front&format=svg"])
def test_a_picture_is_saved_and_never_run(server: Served, path: str) -> None:
    answer = server.get(path)
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text


def test_what_is_written_in_a_note_comes_back_as_text(tmp_path: Path) -> None:
    with Served(tmp_path) as own:
        said = {"facts": ["ukraine.course=stabilising"], "source": IMAGE, "publisher": IMAGE, "note": IMAGE, "author": IMAGE}
        assert own.post("assert", said).status_code == 200
        for path in ("assess?", "facts?", "log?", "why?goal=ukraine.course&", "graph?"):
            answer = own.get(f"{path}case=my-case")
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "application/json"
            assert answer.headers["x-content-type-options"] == "nosniff"
        assert IMAGE in own.get("log?case=my-case").json()["events"][-1]["body"]["facts"][0]["note"]
        for path in ("report?format=html", "graph?format=svg&goal=ukraine.course", "timeline?format=svg"):
            text = own.get(f"{path}&case=my-case").text
            assert "onerror" in text or not path.startswith("report")
            assert "<img" not in text
            assert "\u202e" not in text


def test_what_begins_and_never_ends_is_cut_off(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred clients that send a letter now and then keep nobody waiting, and are gone after a while."""
    assert connection.REQUEST_SECONDS <= 30
    assert app.BODY_SECONDS <= connection.REQUEST_SECONDS
    begun = time.monotonic()
    start = f"POST /api/assert HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n".encode()
    channels = [socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS) for _ in range(100)]
    try:
        for channel in channels:
            channel.sendall(start)
        assert server.get("assess").status_code == 200
        ended = 0
        for channel in channels:
            while True:
                try:
                    if not channel.recv(1):
                        break
                except ConnectionError:
                    break
            ended += 1
        assert ended == 100
        assert time.monotonic() - begun >= 1
    finally:
        for channel in channels:
            channel.close()
    assert server.get("assess").status_code == 200


def test_a_gate_needs_the_very_name() -> None:
    gate = Gate(frozenset({"127.0.0.1:8765"}), "token")

    def refused(*hosts: bytes) -> bool:
        scope = {
            "method": "GET",
            "path": "/",
            "raw_path": b"/",
            "query_string": b"",
            "headers": [(b"host", name) for name in hosts],
        }
        return gate.refuse(scope) is not None

    assert not refused(b"127.0.0.1:8765")
    for name in (b"", b"127.0.0.1", b"127.0.0.1:8765 ", b"127.0.0.1:87650", b"x127.0.0.1:8765", b"\xff127.0.0.1:8765"):
        assert refused(name)
    assert refused()
    assert refused(b"127.0.0.1:8765", b"127.0.0.1:8765")


def test_no_answer_tells_where_this_machine_keeps_its_files(tmp_path: Path) -> None:
    with Served(tmp_path) as own:
        (tmp_path / "cases.db").write_bytes(b"this is no database" * 100)
        answer = own.get("cases")
        assert answer.status_code == 500
        assert "the store" in answer.json()["message"]
        assert str(tmp_path) not in answer.text
