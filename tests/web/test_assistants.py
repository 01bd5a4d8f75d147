"""The tools of an assistant, asked by a real client over the standard streams of `kakehashi mcp` in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from signal import SIGINT
from typing import Any, Literal

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError
from mcp.types import CallToolResult, TextContent, TextResourceContents

from engine.show.schemas import schema_text
from tests.bad_input.asking import ask
from tests.desk import Desk
from tests.house.tree import PROGRAM, ROOT, run_python
from tests.show.schemas import check_document
from tests.show.told import TOY
from web.paths import ANSWERS
from web.tools import tools_offered

PATIENCE = 120  # seconds for a whole session, on a machine that does much else
FAILING = """
import sys, web.assistants
from functools import partial
web.assistants.ANSWERS = "tests.web.failing_tellings"
web.assistants.Pool = partial(web.assistants.Pool, seconds=(15, 15))
sys.argv[0] = "kakehashi"
import cli
sys.exit(cli.main())
"""
# Each tool with arguments, and the words of the command that writes the same.
ASKED: list[tuple[str, dict[str, Any], list[str]]] = [
    ("assess", {}, ["assess"]),
    ("assess", {"case": "mine", "set": ["weather.rain=12", "hall.door=closed"]},
     ["assess", "-c", "mine", "--set", "weather.rain=12", "--set", "hall.door=closed"]),
    ("assess", {"base": "streltsov-2015", "case": "baseline", "weight": ["alignment-stays-symbolic:stiffen=+1"]},
     ["assess", "--base", "streltsov-2015", "-c", "baseline", "--weight", "alignment-stays-symbolic:stiffen=+1"]),
    ("whatif", {"set": ["weather.rain=40"], "without": ["a-promise-is-kept"]},
     ["whatif", "--set", "weather.rain=40", "--without", "a-promise-is-kept"]),
    ("why", {}, ["why"]),
    ("why", {"goal": "festival=indoors"}, ["why", "festival=indoors"]),
    ("whynot", {"goal": "festival=cancelled"}, ["whynot", "festival=cancelled"]),
    ("contrast", {"first": "outdoors", "second": "cancelled"}, ["contrast", "outdoors", "cancelled"]),
    ("howto", {"goal": "festival=cancelled", "max": 1}, ["howto", "festival=cancelled", "--max", "1"]),
    ("howto", {"goal": "festival=indoors", "allow_unknown": True, "hold": ["fire.ban"], "seconds": 59.5},
     ["howto", "festival=indoors", "--allow-unknown", "--hold", "fire.ban", "--seconds", "59.5"]),
    ("watch", {"max": 1, "grade": "A1"}, ["watch", "--max", "1", "--grade", "A1"]),
    ("sweep", {"over": ["hall.door", "fire.ban"], "boxes": "outdoors"},
     ["sweep", "hall.door", "fire.ban", "--boxes", "outdoors"]),
    ("facts", {"all": True}, ["facts", "--all"]),
    ("facts", {"descriptor": ["weather.rain"]}, ["facts", "weather.rain"]),
    ("rules", {"cite": [4]}, ["rules", "--cite", "4"]),
    ("rules", {"rule": ["a-promise-is-kept"]}, ["rules", "a-promise-is-kept"]),
    ("graph", {"goal": "festival", "depth": 1}, ["graph", "festival", "--depth", "1"]),
    ("map", {}, ["graph", "--map"]),
    ("timeline", {}, ["timeline"]),
    ("choices", {}, []),
    ("cases", {"all": True}, ["case", "list", "--all"]),
    ("log", {"case": "mine"}, ["audit", "log", "-c", "mine"]),
]  # fmt: skip
WITHOUT_PAGE = ("graph", "map")  # their words are a picture's
Mode = Literal["legacy", "auto"]
Session = Callable[[Client], Awaitable[None]]


def session(desk: Desk, asked: Session, *words: str, code: str = PROGRAM, mode: Mode = "auto") -> None:
    """A client's session with `kakehashi mcp` and these words, on the store of the desk."""
    env = {
        "KAKEHASHI_STORE": os.environ["KAKEHASHI_STORE"],
        "KAKEHASHI_AUTHOR": "anna",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "80",
    }
    started = StdioServerParameters(command=sys.executable, args=["-c", code, "mcp", *words], env=env, cwd=desk.folder)

    async def run() -> BaseException | None:
        async with asyncio.timeout(PATIENCE), Client(stdio_client(started), mode=mode) as client:
            try:
                await asked(client)
            except (
                AssertionError,
                MCPError,
                pytest.fail.Exception,
            ) as failed:  # in a group of exceptions, else
                return failed
        return None

    if (failed := asyncio.run(run())) is not None:
        raise failed


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def problem_of(result: CallToolResult) -> dict[str, Any]:
    """The first problem of an error, which is told in words, too."""
    assert result.is_error
    check_document(result.structured_content)
    assert text_of(result) == result.structured_content["message"]
    problem: dict[str, Any] = result.structured_content["problems"][0]
    return problem


@pytest.fixture
def mine(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with a case of one's own."""
    monkeypatch.setenv("KAKEHASHI_AUTHOR", "anna")
    monkeypatch.setenv("COLUMNS", "80")
    desk.said("case", "new", "mine", "--from", "silent-warden", "--base", TOY)
    return desk


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_a_tool_answers_with_what_the_command_writes(mine: Desk, mode: Mode) -> None:
    """The client checks every document against the schema that the tool gives for it, too."""
    assert {name for name, _, _ in ASKED} == set(tools_offered(may_write=False))

    async def asked(client: Client) -> None:
        for name, arguments, words in ASKED:
            told = await client.call_tool(name, arguments)
            assert not told.is_error, text_of(told)
            if not words:  # a page asks for it, and no command
                assert json.loads(text_of(told)) == told.structured_content
                assert "mine" in text_of(told)
                continue
            assert told.structured_content == json.loads(ask([*words, "--json"]).out), words
            if name in WITHOUT_PAGE:
                mine.said(*words, "-o", str(mine.folder / "picture.mermaid"))
                assert text_of(told) == (mine.folder / "picture.mermaid").read_text(encoding="utf-8")
            else:
                assert text_of(told) == ask(words).out, words

    session(mine, asked, mode=mode)


def test_every_question_is_a_tool_but_a_file_and_what_the_page_alone_asks_for() -> None:
    assert set(ANSWERS) - set(tools_offered(may_write=True)) == {"report", "explore", "board"}


def test_tools_say_what_they_take_and_give_and_that_they_only_ask(mine: Desk) -> None:
    async def asked(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == set(tools_offered(may_write=False))
        for tool in tools.values():
            assert tool.description
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint
            assert tool.input_schema["additionalProperties"] is False
            assert all(entry["description"] for entry in tool.input_schema["properties"].values())
        assert tools["assess"].output_schema == json.loads(schema_text("assessment"))
        assert {one["title"] for one in (tools["why"].output_schema or {})["oneOf"]} == {
            "kakehashi.explanation/1",
            "kakehashi.whynot/1",
        }
        assert "not likelihoods" in (tools["sweep"].description or "")
        assert "pending rule" in (tools["assess"].description or "")
        assert "not a likelihood" in (client.instructions or "")
        assert client.server_info is not None
        assert client.server_info.name == "kakehashi"

    session(mine, asked)


def test_what_is_wrong_is_an_error_of_the_tool_with_its_problem(mine: Desk) -> None:
    async def asked(client: Client) -> None:
        async def refused(name: str, **arguments: Any) -> dict[str, Any]:
            return problem_of(await client.call_tool(name, arguments))

        found = await refused("assess", set=["weather.ran=12"])
        assert (found["code"], found["hint"]) == ("unknown-descriptor", "Did you mean `weather.rain`?")
        assert (await refused("assess", sett=["weather.rain=12"]))["hint"] == "Did you mean `set`?"
        assert (await refused("assess", set="weather.rain=12"))["message"] == "set must be a list"
        assert (await refused("assess", set=[1]))["message"] == "set must be a list of strings"
        assert (await refused("howto", goal=7))["message"] == "goal must be of the type string"
        assert (await refused("howto"))["code"] == "missing-parameter"
        assert (await refused("howto", goal="festival=indoors", max=True))["code"] == "wrong-value"
        assert (await refused("watch", max=0))["code"] == "wrong-value"
        assert (await refused("facts", all="yes"))["code"] == "wrong-value"
        assert (await refused("assess", as_of="yesterday"))["code"] == "wrong-date"
        assert (await refused("whatif"))["code"] == "nothing-otherwise"
        assert (await refused("log", case="nobody"))["code"] == "no-case"
        with pytest.raises(MCPError, match="Did you mean `assess`"):
            await client.call_tool("asess", {})

    session(mine, asked)


def test_no_file_is_named(mine: Desk) -> None:
    (mine.folder / "case.yaml").write_text("title: A case\nfacts: []\n", encoding="utf-8")

    async def asked(client: Client) -> None:
        for place in (str(mine.folder / "case.yaml"), "case.yaml", "./case.yaml", "/etc/passwd", "..", "a\0b"):
            assert problem_of(await client.call_tool("assess", {"case": place}))["code"] == "no-case", place
            assert problem_of(await client.call_tool("assess", {"base": place}))["code"] == "no-base", place
        assert not (await client.call_tool("assess", {"base": TOY})).is_error, "the base that was named at the start may be named"
        for name in ("../vocabulary", "schema/../assessment-1", "schema//etc/passwd", "file:///etc/passwd"):
            with pytest.raises(MCPError, match="there is no"):
                await client.read_resource(f"kakehashi://{name}" if ":" not in name else name)

    session(mine, asked, "--base", TOY, "-c", "mine")


def test_resources_are_words_and_schemas(mine: Desk) -> None:
    async def asked(client: Client) -> None:
        async def read(uri: str) -> str:
            (content,) = (await client.read_resource(uri)).contents
            assert isinstance(content, TextResourceContents)
            return content.text

        listed = [resource.uri for resource in (await client.list_resources()).resources]
        assert listed == ["kakehashi://notions", "kakehashi://vocabulary", "kakehashi://rules"]
        assert await read(listed[0]) == client.instructions
        assert await read(listed[1]) == mine.said("facts", "--all").out
        assert await read(listed[2]) == mine.said("rules").out
        (template,) = (await client.list_resource_templates()).resource_templates
        assert await read(template.uri_template.replace("{document}", "howto")) == schema_text("howto")

    session(mine, asked)


def test_nothing_is_written_where_that_was_not_allowed(mine: Desk) -> None:
    before = mine.told("audit", "log", "-c", "mine")

    async def asked(client: Client) -> None:
        for name in ("assert", "retract"):
            with pytest.raises(MCPError, match="--allow-assert"):
                await client.call_tool(name, {"facts": ["weather.rain=12"], "why": "It rained less."})

    session(mine, asked)
    assert mine.told("audit", "log", "-c", "mine") == before


def test_what_is_written_says_who_wrote(mine: Desk) -> None:
    async def asked(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert tools["assert"].annotations is not None
        assert not tools["assert"].annotations.read_only_hint
        assert "author" not in tools["assert"].input_schema["properties"]
        said = {"facts": ["weather.rain=12"], "since": "2019-09-15", "source": "A gauge", "grade": "B2"}
        told = await client.call_tool("assert", said)
        assert not told.is_error, text_of(told)
        assert told.structured_content["schema"] == "kakehashi.recorded"
        assert "weather.rain = 12" in text_of(told)
        assert problem_of(await client.call_tool("assert", said | {"author": "ben"}))["code"] == "unknown-argument"
        assert problem_of(await client.call_tool("assert", said | {"facts": "weather.rain=12"}))["code"] == "wrong-body"
        assert problem_of(await client.call_tool("assert", said | {"facts": ["weather.ran=12"]}))["code"] == "unknown-descriptor"
        assert problem_of(await client.call_tool("retract", {"facts": ["weather.rain"], "why": " "}))["code"] == "no-reason"
        assert not (await client.call_tool("retract", {"facts": ["2"], "why": "The gauge leaked."})).is_error

    session(mine, asked, "--allow-assert", "-c", "mine")
    events = mine.told("audit", "log", "-c", "mine")["events"]
    assert [event["kind"] for event in events] == ["opened", "asserted", "retracted"]
    assert all(event["author"].startswith("anna via mcp") for event in events[1:])
    assert mine.said("audit", "verify", "-c", "mine").code == 0


def test_an_answer_that_crashes_or_hangs_or_talks_costs_itself_alone(mine: Desk) -> None:
    async def asked(client: Client) -> None:
        for word, reason in (("crash", "SIGSEGV"), ("hang", "longer than the 15 s")):
            found = await client.call_tool("assess", {"without": [word]})
            assert found.is_error
            assert reason in text_of(found)
            check_document(found.structured_content)
            assert found.structured_content["exit_code"] == 3
            assert not (await client.call_tool("assess", {})).is_error
        together = await asyncio.gather(
            *(client.call_tool("assess", {"without": [word]} if word else {}) for word in ("crash", "", "talk", ""))
        )
        assert [found.is_error for found in together] == [True, False, False, False]

    session(mine, asked, code=FAILING)


def test_how_much_of_the_work_is_done_is_told(mine: Desk) -> None:
    async def asked(client: Client) -> None:
        heard: list[tuple[float, float | None]] = []

        async def hear(progress: float, total: float | None, message: str | None) -> None:
            heard.append((progress, total))

        assert not (await client.call_tool("facts", {"without": ["tell"]}, progress_callback=hear)).is_error
        assert heard == [(1, 2)]

    session(mine, asked, code=FAILING)


def line(**said: Any) -> bytes:
    """A message of the protocol, as it comes in."""
    return json.dumps({"jsonrpc": "2.0", **said}).encode() + b"\n"


def said_to(desk: Desk, lines: bytes) -> subprocess.CompletedProcess[bytes]:
    """What `kakehashi mcp` says to bytes on its standard input, which then ends."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")} | {"PYTHONPATH": str(ROOT)}
    ran = [sys.executable, "-c", PROGRAM, "mcp"]
    with subprocess.Popen(ran, cwd=desk.folder, env=env, stdin=-1, stdout=-1, stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(lines)
        process.stdin.flush()
        said = b""
        while b'"id":99' not in said:  # the last that is asked
            said += process.stdout.readline()
        with suppress(BrokenPipeError):
            process.stdin.close()
        said += process.stdout.read()
        return subprocess.CompletedProcess(ran, process.wait(timeout=PATIENCE), said)


def test_what_is_no_protocol_is_passed_over_and_nothing_else_is_said(mine: Desk) -> None:
    begin = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a client", "version": "1"}}
    garbage = (b"\n", b"hello\n", b"\xff\xfe\n", b"[" * 100_000 + b"\n", b'{"jsonrpc": "1.0"}\n', b"null\n", b"{}\n")
    asked = (
        line(id=1, method="initialize", params=begin),
        line(method="notifications/initialized"),
        *garbage,
        line(id=2, method="nothing/known"),
        line(id=3, method="tools/call", params={"name": 5}),
        line(id=4, method="tools/call", params={"name": "assess", "arguments": [1]}),
        line(id=5, method="tools/call", params={"name": "assess", "arguments": {"set": ["\ud800=x"]}}),
        line(method="notifications/cancelled", params={"requestId": 1234}),
        line(id=99, method="tools/call", params={"name": "facts", "arguments": {}}),
    )
    ran = said_to(mine, b"".join(asked))
    assert ran.returncode == 0
    replies = {}
    for said in ran.stdout.splitlines():
        reply = json.loads(said)
        assert reply["jsonrpc"] == "2.0"
        replies[reply.get("id")] = reply
    assert "result" in replies[1]
    assert all("error" in replies[number] for number in (2, 3, 4))
    assert "error" in replies.get(5, {"error": ""}) or replies[5]["result"]["isError"]
    assert replies[99]["result"]["structuredContent"]["schema"] == "kakehashi.facts"


def test_it_ends_with_its_client(mine: Desk) -> None:
    ran = run_python(PROGRAM, ["mcp"], folder=mine.folder)
    assert (ran.returncode, ran.stdout) == (0, "")


def test_it_ends_at_an_interruption(mine: Desk) -> None:
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")} | {"PYTHONPATH": str(ROOT)}
    ran = [sys.executable, "-c", PROGRAM, "mcp"]
    with subprocess.Popen(ran, cwd=mine.folder, env=env, stdin=-1, stdout=-1, stderr=-1) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(line(id=1, method="ping"))
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(SIGINT)
        said, wrong = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said, wrong) == (130, b"", b"Interrupted.\n")


def test_a_case_that_is_not_there_is_refused_at_once(mine: Desk) -> None:
    assert "no-case" in mine.said("mcp", "-c", "nobody", code=2).err


def test_without_its_library_it_says_what_to_install(tmp_path: Path) -> None:
    ran = run_python(f"import sys; sys.modules['mcp'] = None; {PROGRAM}", ["mcp"], folder=tmp_path)
    assert ran.returncode == 2
    assert "pip install 'kakehashi[mcp]'" in ran.stdout
