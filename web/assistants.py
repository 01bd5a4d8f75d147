"""A server for assistants: the questions as tools of the Model Context Protocol, over standard input and output.

Whoever started it has said which case, base and store are asked, and whether anything may be written; a client can name shipped
bases and cases, and no file. What answers are the workers of the explorer: one that crashes or hangs costs one answer.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from mcp import types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from engine.language.problems import EngineFault, InvalidInput, KakehashiError, Place, did_you_mean, invalid
from engine.show.documents import error_document, render
from engine.show.schemas import schema_text
from web.messages import Ask, Progress, Reply
from web.naming import Setting
from web.pool import Pool
from web.telling import telling
from web.tools import Tool, tools_offered
from web.writing import WRITINGS

ANSWERS = "web.telling"  # the module that answers in a worker
SCHEME = "kakehashi://"
TEXT, JSON = "text/plain", "application/schema+json"
MOST_LETTERS = 40  # of the name of a client, in a journal

NOTIONS = """\
Kakehashi is a rules engine for scenario analysis. It answers from written rules and stated facts, never from text that it makes
up; every answer can be proved step by step. Quote the rules and paragraphs that it names, and do not add reasons of your own.

- A descriptor is a question with fixed answers, its states. A fact says which of them is the case (or which are left); its
  source, grade and date come with it. A scenario is a state of the descriptor that the base names its verdict.
- A rule concludes from descriptors to others. It narrows one to some states, or weighs on them. The sum of weights on a state is
  its balance. A balance is not a likelihood, nor is a share of what-ifs: never turn one into a probability or a percentage.
- indicated: nothing that is unknown, and no rule that is pending, can turn the verdict; only changing a stated fact can.
  open: it may still come out as any of the states named; `leaning` is what leads today, and decides nothing.
  not_separated: the rules do not tell the states apart. tension: a fact says otherwise than the rules do. contradiction: rules
  clash with one another.
- A rule has fired, is pending (it waits for a fact), or is ruled out.
- what-if (`set`): replaces what is known, for one question. dissent (`without`, `weight`): asks without a rule, or with another
  weight. Neither is ever written down.

Commands in backticks (`kakehashi why …`) are those of the command line: ask the tool of that name. Facts are written
`descriptor=state`, or `descriptor=state|state`; names are those that the tools `facts` and `rules` list."""

_RESOURCES: Mapping[str, tuple[str, Ask | None]] = {
    "notions": ("What the words mean that answers are told in.", None),
    "vocabulary": ("Every descriptor with its question and states, and what is known of it.", Ask("facts", "all=true")),
    "rules": ("Every rule of the base, and how it reads in the case.", Ask("rules", "")),
}
_SCHEMA = "schema/"


async def serve(setting: Setting, author: str, may_write: bool) -> None:
    """Answers what comes in on standard input until that ends. What is written is so by `author`, for the client that asks."""
    pool = Pool(setting, answers=ANSWERS)
    server = _Assistants(pool, author, may_write).server()
    async with stdio_server() as (reader, writer):
        pool.start()
        try:
            await server.run(reader, writer, server.create_initialization_options())
        finally:
            await pool.close()


Context = ServerRequestContext[Any]
Page = types.PaginatedRequestParams | None


class _Assistants:
    """What is answered to a client, by a pool of workers."""

    def __init__(self, pool: Pool, author: str, may_write: bool) -> None:
        self.pool, self.author = pool, author
        self.tools = tools_offered(may_write)

    def server(self) -> Server[Any]:
        """The protocol, with these answers."""
        return Server(
            "kakehashi",
            version=version("kakehashi"),
            title="Kakehashi",
            instructions=NOTIONS,
            on_list_tools=self.list_tools,
            on_call_tool=self.call_tool,
            on_list_resources=self.list_resources,
            on_list_resource_templates=self.list_templates,
            on_read_resource=self.read_resource,
        )

    async def list_tools(self, context: Context, params: Page) -> types.ListToolsResult:
        """The tools, with their schemas."""
        return types.ListToolsResult(tools=[_described(tool) for tool in self.tools.values()])

    async def call_tool(self, context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        """What a tool answers; what is wrong, or failed, is an error of the tool with the document of it."""
        tool = self.tools.get(params.name)
        if tool is None:
            hint = did_you_mean(params.name, self.tools)
            if params.name in WRITINGS:
                hint = "This server only answers; whoever starts it may let it write, with --allow-assert."
            raise MCPError(types.INVALID_PARAMS, f"there is no tool `{params.name[:40]}` here. {hint}")
        try:
            ask = tool.ask(params.arguments or {}, f"{self.author} via {_client(context)}")
            reply = await self._asked(context, tool, ask)
        except KakehashiError as error:
            return _failed(render(error_document(error)))
        if reply.status != 200:
            return _failed(reply.body.decode())
        told = telling(reply)
        return types.CallToolResult(content=[_text(told.text)], structured_content=json.loads(bytes(told.document)))

    async def _asked(self, context: Context, tool: Tool, ask: Ask) -> Reply:
        chores: set[asyncio.Task[None]] = set()

        def hear(progress: Progress) -> None:
            chore = asyncio.ensure_future(context.session.report_progress(progress.done, progress.total))
            chores.add(chore)
            chore.add_done_callback(chores.discard)

        work = self.pool.ask(ask, tool.is_long, hear)
        # What has begun to be written is written, whether or not anybody waits for the answer.
        return await (asyncio.shield(asyncio.ensure_future(work)) if tool.writes else work)

    async def list_resources(self, context: Context, params: Page) -> types.ListResourcesResult:
        """What can be read without a question."""
        listed = [
            types.Resource(name=name, uri=f"{SCHEME}{name}", description=about, mime_type=TEXT)
            for name, (about, _) in _RESOURCES.items()
        ]
        return types.ListResourcesResult(resources=listed)

    async def list_templates(self, context: Context, params: Page) -> types.ListResourceTemplatesResult:
        """The schemas of documents."""
        about = "The JSON Schema of a document, as the tools give them."
        schema = types.ResourceTemplate(
            name="schema", uri_template=f"{SCHEME}{_SCHEMA}{{document}}", description=about, mime_type=JSON
        )
        return types.ListResourceTemplatesResult(resource_templates=[schema])

    async def read_resource(self, context: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        """A resource in words, or a schema. Raises `MCPError` where there is none of that name, or it cannot be had."""
        uri = str(params.uri)
        name = uri.removeprefix(SCHEME)
        try:
            if name.startswith(_SCHEMA):
                text, media = schema_text(name.removeprefix(_SCHEMA)), JSON
            else:
                text, media = await self._words(name), TEXT
        except InvalidInput as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from None
        except KakehashiError as error:
            raise MCPError(types.INTERNAL_ERROR, str(error)) from None
        return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, text=text, mime_type=media)])

    async def _words(self, name: str) -> str:
        if name not in _RESOURCES:
            hint = did_you_mean(name, _RESOURCES)
            raise invalid(Place("resource"), "no-resource", f"there is no resource `{name[:80]}`", hint)
        ask = _RESOURCES[name][1]
        if ask is None:
            return NOTIONS
        reply = await self.pool.ask(ask)
        if reply.status != 200:
            raise EngineFault(json.loads(reply.body)["message"])
        return telling(reply).text


def _described(tool: Tool) -> types.Tool:
    hints = types.ToolAnnotations(
        read_only_hint=not tool.writes, destructive_hint=False, idempotent_hint=not tool.writes, open_world_hint=False
    )
    return types.Tool(
        name=tool.name, description=tool.about, input_schema=tool.takes, output_schema=tool.gives, annotations=hints
    )


def _failed(document: str) -> types.CallToolResult:
    said = json.loads(document)
    return types.CallToolResult(content=[_text(said["message"])], structured_content=said, is_error=True)


def _text(text: str) -> types.TextContent:
    return types.TextContent(text=text)


def _client(context: Context) -> str:
    """The client that asks, as it calls itself: what of that may stand in a journal."""
    said = context.session.client_params
    name = f"{said.client_info.name} {said.client_info.version}" if said is not None else ""
    return re.sub(r"[^\w .-]", "", name, flags=re.ASCII).strip()[:MOST_LETTERS] or "MCP"
