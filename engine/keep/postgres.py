"""A store in a database of a PostgreSQL server, through psycopg: one who writes to a journal holds the row of its head.

What a server that goes away leaves open is whether the commit that was under way was carried out. That is never guessed and
never tried twice: the server is asked, once it is back, for the transaction by its number and for the event by its hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from time import monotonic, sleep
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import InsufficientPrivilege, InvalidParameterValue, LockNotAvailable
from psycopg.sql import Identifier

from engine.keep import databases, roles, schema
from engine.keep.databases import Database
from engine.keep.location import Server
from engine.language.problems import StoreFault, did_you_mean, invalid

OLDEST = 15  # the first version whose public schema is its owner's alone
PATIENCE = 20.0  # seconds in which a server that went away may come back and be asked
PAUSE = 0.05  # seconds between two tries, doubled each time, up to one
MIGRATION = 0x6B616B65_68617368  # the lock of those who bring the schema forward

# Given where the address and libpq's own settings do not say otherwise: a server that is not there, or no more, is noticed.
DEFAULTS: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
    "fallback_application_name": "kakehashi",
}
# What is set holds for one transaction, so that it holds behind a pool of connections too. A writer that hangs lets the others
# go on after a while, and a server that acknowledges before it has written to its disk is asked not to.
BEGIN = """
BEGIN;
SET LOCAL lock_timeout = {wait};
SET LOCAL idle_in_transaction_session_timeout = '5min';
SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off';
SELECT pg_current_xact_id()::text
"""
# The schema that new tables go to; and whether anything is there that is not an extension's.
STANDS = """
SELECT n.nspname, current_setting('server_encoding'),
    EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'store_version'),
    EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e'))
FROM pg_namespace n WHERE n.nspname = current_schema()
"""


class Postgres(Database):
    """A connection to a server. `is_empty` where the database holds no store yet and none was to be made."""

    errors = (psycopg.Error, UnicodeEncodeError)  # the last: a base in a folder whose name is no Unicode

    def __init__(self, location: Server, create: bool) -> None:
        super().__init__(location)
        self.server = location
        self.number = ""  # of the transaction that writes, which is under way
        with self.faults("cannot be opened"):
            self.connection = connect(location)
        try:
            if self.connection.info.server_version < OLDEST * 10_000:
                said = f"PostgreSQL {self.connection.info.server_version // 10_000}; {OLDEST} or newer is needed"
                raise StoreFault(f"the store {location} cannot be opened: its server is {said}")
            with self.faults("cannot be opened"):
                self._migrate(create)
        except BaseException:
            self.close()
            raise

    def execute(self, statement: str, values: tuple[object, ...] = ()) -> Iterable[Any]:
        """Has a statement carried out; the rows that it finds."""
        return self.connection.execute(_translated(statement), values or None)

    def begin(self) -> None:
        """Begins to write; others who write to the same journal wait."""
        self.number = "none yet"
        begun = self.connection.execute(BEGIN.format(wait=int(databases.WAIT * 1000)).encode(), prepare=False)
        while begun.nextset():
            pass
        ((self.number,),) = begun.fetchall()

    def begin_reading(self) -> None:
        """Begins to read: from now on everything is as it is at this moment."""
        self.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def commit(self) -> None:
        """Ends what was begun: once it returns, all that was written is on the server's disk.

        Where the connection is lost in this very moment, the server is asked what became of it. Raises `StoreFault` where
        nothing was recorded, or where that cannot be told.
        """
        try:
            done = self.connection.execute("COMMIT", prepare=False)
        except psycopg.Error:
            if not self.connection.closed:
                raise
            self._find_out()
        else:
            assert done.statusmessage == "COMMIT"
        self.number = ""

    def roll_back(self) -> None:
        """Ends what was begun: nothing of it was written."""
        with suppress(psycopg.Error):  # the connection may be lost, and the server has rolled back by itself
            self.connection.execute("ROLLBACK", prepare=False)
            self.number = ""

    def close(self) -> None:
        """Ends the connection."""
        self.connection.close()

    def said(self, error: Exception) -> str:
        """What one of its errors says, and what that means for what was being written."""
        if isinstance(error, LockNotAvailable):
            return f"another has been writing for {databases.WAIT:g} seconds"
        said = (error.diag.message_primary if isinstance(error, psycopg.Error) else None) or str(error)
        said = _in_one_line(said.partition("\n\tThis probably means")[0])
        if isinstance(error, InsufficientPrivilege):
            with suppress(psycopg.Error):
                return roles.refusal(self, said)
            said += f" (you are connected as {self.connection.info.user})"
        elif 'database "' in said and said.endswith("does not exist"):
            said += "; `createdb` makes it"
        if self.number and self.connection.closed:
            said += "; nothing was recorded"
        return said

    def quoted(self, name: str) -> str:
        """A name as statements have it."""
        return Identifier(name).as_string()

    def _find_out(self) -> None:
        """Returns, connected anew, where what was being committed is recorded, and raises `StoreFault` where it is not."""
        what = f"event {self.written[0]} ({self.written[1][:12]}…)" if self.written else "what was written"
        lost = f"the store {self.location} was lost while {what} was being recorded"
        until, pause = monotonic() + PATIENCE, PAUSE
        is_there: bool | None = None
        while is_there is None:
            with suppress(psycopg.Error):  # not back yet, or gone again
                connection = connect(self.server)
                is_there = self._is_there(connection)
                if is_there:
                    self.connection = connection
                    return
                connection.close()
            if is_there is None:
                if monotonic() > until:
                    hint = "`kakehashi audit log` shows whether it is there, once the server is back"
                    raise StoreFault(f"{lost}, and has not come back. Whether it was recorded is not known: {hint}.")
                sleep(pause)
                pause = min(2 * pause, 1.0)
        raise StoreFault(f"{lost}. It is back, and nothing was recorded: give the command again.")

    def _is_there(self, connection: psycopg.Connection) -> bool | None:
        """Whether what was being committed is there, None where the server is still about it."""
        try:
            ((status,),) = connection.execute("SELECT pg_xact_status(%s::xid8)", (self.number,)).fetchall()
        except InvalidParameterValue:  # a server that stands in for the one that was lost, and has not come so far
            status = None
        if status == "in progress" or self.written is None:
            return None if status == "in progress" else status == "committed"
        return bool(connection.execute("SELECT 1 FROM event WHERE hash = %s", (self.written[1],)).fetchall())

    def _migrate(self, create: bool) -> None:
        """Brings the store to the version that this program knows; with `create` an empty database becomes a store."""
        version = self._version()
        self.is_empty = version == 0 and not create
        if version == schema.VERSION or self.is_empty:
            return
        self.begin()
        try:
            self.execute("SELECT pg_advisory_xact_lock(?)", (MIGRATION,))
            version = self._version()  # another may have been quicker
            if version == 0:
                self.execute("CREATE TABLE store_version (version BIGINT NOT NULL)")
                self.execute("INSERT INTO store_version VALUES (0)")
            for number in range(version + 1, schema.VERSION + 1):
                self.connection.execute(schema.script(number, "postgres").encode(), prepare=False)
            self.execute("UPDATE store_version SET version = ?", (schema.VERSION,))
            self.commit()
        except InsufficientPrivilege as error:
            self.roll_back()
            done = "is of an older schema" if version else "is not made yet"
            message = f"the store {self.location} {done}: {self.said(error)}. Who owns it has to: `kakehashi store prepare`"
            raise StoreFault(message) from error
        except BaseException:
            self.roll_back()
            raise

    def _version(self) -> int:
        stands = list(self.execute(STANDS))
        if not stands:
            said = f"{self.connection.info.user} may use no schema of it; its owner grants that: `kakehashi store prepare`"
            raise StoreFault(f"the store {self.location} cannot be opened: {said}")
        ((_, encoding, has_version, has_tables),) = stands
        if encoding != "UTF8":
            said = f"the database keeps its texts as {encoding}, which cannot hold all of ours: `createdb -E UTF8` makes one"
            raise StoreFault(f"the store {self.location} cannot be opened: {said}")
        rows = list(self.execute("SELECT version FROM store_version")) if has_version else [(0,)]
        return schema.known_version([version for (version,) in rows], not has_tables, self.location)


def connect(server: Server) -> psycopg.Connection:
    """A connection to a server. Raises `InvalidInput` where the address has an option that there is none of, and psycopg's
    errors where it cannot be made.
    """
    try:
        given = conninfo_to_dict(server.url)
    except psycopg.ProgrammingError:
        known = [option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()]
        said = [pair.partition("=")[0] for pair in server.url.partition("?")[2].split("&")]
        unknown = next((name for name in said if name not in known), "")
        message = f"PostgreSQL knows no option `{unknown[:40]}`" if unknown else "this is no address of a PostgreSQL database"
        hint = did_you_mean(unknown, known) if unknown else "`postgresql://user@host:5432/database?option=value`."
        raise invalid(server.place, "wrong-store", message, hint) from None
    more = {name: value for name, value in DEFAULTS.items() if name not in given}
    return psycopg.connect(server.url, autocommit=True, client_encoding="UTF8", **more)


def _in_one_line(said: str) -> str:
    """What libpq says in several lines, a stop after each."""
    told = ""
    for line in filter(None, (" ".join(line.split()) for line in said.splitlines())):
        stop = "" if told.endswith((".", ":", ";", ",", "?", "!")) else "." if line[0].isupper() else ";"
        told = f"{told}{stop} {line}" if told else line
    return told


@lru_cache(200)
def _translated(statement: str) -> bytes:
    """A statement as psycopg wants it."""
    return statement.replace("?", "%s").encode()
