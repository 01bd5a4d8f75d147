"""Who may do what in a store on a server: its owner, those who write, and those who only read.

A writer adds events and texts and moves the head of a journal on; the privileges to change, delete or empty what was written
are nobody's but the owner's, and triggers stop the owner. An auditor may read everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.keep import schema
from engine.language.problems import InvalidInput, Place, Problem, StoreFault, did_you_mean

if TYPE_CHECKING:
    from engine.keep.postgres import Postgres  # who has no such store needs no such library

TABLES = ("store_version", "journal", "journal_head", "event", "fact", "archive", "current_case")
GUARDS = ("event_is_not_changed", "event_is_not_deleted", "archive_is_not_changed", "archive_is_not_deleted")
ADDED_TO = ("journal", "journal_head", "event", "fact", "archive", "current_case")
CHANGED = (
    "UPDATE (seq, hash, recorded) ON journal_head",
    "UPDATE (gone) ON fact",
    "UPDATE (archived) ON journal",
    "UPDATE, DELETE ON current_case",
)


class Rights(Struct, frozen=True):
    """What a user may do in a store, and whether it is guarded.

    `changes` are the privileges to change, delete or empty events and texts that the user has; `guarded` tells that the triggers
    are there which refuse that to the owner too. `lasting` tells that what the server acknowledges is on its disk, `encrypted`
    that the connection is.
    """

    user: str
    owner: bool
    reads: bool
    writes: bool
    changes: list[str]
    guarded: bool
    lasting: bool
    encrypted: bool


def grants(database: Postgres, writers: Sequence[str], auditors: Sequence[str]) -> list[str]:
    """The statements that give roles what they need and take away what they must not have."""
    with database.faults("cannot be read"):
        ((space,),) = database.execute("SELECT current_schema()")
    within = database.quoted(str(space))
    all_of_them = ", ".join(f"{within}.{table}" for table in TABLES)
    found = [f"REVOKE ALL ON {all_of_them} FROM PUBLIC"]
    for role in dict.fromkeys((*writers, *auditors)):
        named = database.quoted(role)
        found += [
            f"REVOKE ALL ON {all_of_them} FROM {named}",
            f"GRANT USAGE ON SCHEMA {within} TO {named}",
            f"GRANT SELECT ON {all_of_them} TO {named}",
        ]
        if role in writers:
            found.append(f"GRANT INSERT ON {', '.join(f'{within}.{table}' for table in ADDED_TO)} TO {named}")
            found += [f"GRANT {change.replace(' ON ', f' ON {within}.')} TO {named}" for change in CHANGED]
    return found


def grant(database: Postgres, writers: Sequence[str], auditors: Sequence[str]) -> list[str]:
    """Carries the statements of `grants` out, all or none, and returns them. Raises `StoreFault` where the user may not."""
    statements = grants(database, writers, auditors)
    with database.transaction():
        # Who may not grant is told nothing but a warning.
        ((owner,),) = database.execute("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'event'::regclass")
        if not owner:
            message = f"the store {database.location} cannot be prepared by {database.connection.info.user}: its owner has to"
            raise StoreFault(message)
        for statement in statements:
            database.connection.execute(statement.encode(), prepare=False)
    return statements


def scripts(database: Postgres) -> list[str]:
    """The scripts that an empty database lacks to be a store."""
    if not database.is_empty:
        return []
    made = ["CREATE TABLE store_version (version BIGINT NOT NULL)", f"INSERT INTO store_version VALUES ({schema.VERSION})"]
    return [*made, *(schema.script(number, "postgres").strip() for number in range(1, schema.VERSION + 1))]


def rights_of(database: Postgres) -> Rights:
    """What the user of a connection may do in a store."""
    ((user, owner, reads, writes, guards, fsync),) = database.execute(
        "SELECT current_user, pg_has_role(c.relowner, 'USAGE'), has_table_privilege('event', 'SELECT'),"
        " has_table_privilege('event', 'INSERT') AND has_column_privilege('journal_head', 'seq', 'UPDATE'),"
        " (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid IN ('event'::regclass, 'archive'::regclass)"
        f" AND t.tgname IN ({', '.join('?' * len(GUARDS))}) AND t.tgenabled = 'A'), current_setting('fsync')"
        " FROM pg_class c WHERE c.oid = 'event'::regclass",
        GUARDS,
    )
    changes = database.execute(
        "SELECT p FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) p"
        " WHERE has_table_privilege('event', p) OR has_table_privilege('archive', p)"
    )
    return Rights(
        user=str(user),
        owner=bool(owner),
        reads=bool(reads),
        writes=bool(writes),
        changes=[str(change) for (change,) in changes],
        guarded=guards == len(GUARDS),
        lasting=fsync == "on",
        encrypted=bool(database.connection.pgconn.ssl_in_use),
    )


def refusal(database: Postgres, said: str) -> str:
    """What it means that a server refused something to the user of a connection, who may only read, or not even that; what it
    said where neither is so.
    """
    ((user, all_read, some_read, writes),) = database.execute(
        "SELECT current_user, bool_and(has_table_privilege(t, 'SELECT')), bool_or(has_table_privilege(t, 'SELECT')),"
        " bool_or(has_table_privilege(t, 'INSERT')) FROM (SELECT to_regclass(n) FROM unnest(?::text[]) n) AS named (t)",
        (list(TABLES),),
    )
    if all_read and writes is False:
        return f"{user} may only read in this store"
    if some_read is False:
        return f"{user} may not read in this store; its owner grants that: `kakehashi store prepare`"
    return f"{said} (you are connected as {user})"


def check_roles(database: Postgres, writers: Sequence[str], auditors: Sequence[str]) -> None:
    """Raises `InvalidInput` with every role that is none, or that no privilege could bind.

    Where no store is made yet, whoever makes it will own it: the user of the connection.
    """
    binding = (
        "WITH owner (oid) AS (SELECT relowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relname = 'event' AND n.nspname = current_schema()"
        " UNION ALL SELECT oid FROM pg_roles WHERE rolname = current_user LIMIT 1)"
        " SELECT rolname, rolsuper, pg_has_role(r.oid, owner.oid, 'MEMBER')"
        " FROM pg_roles r, owner WHERE NOT starts_with(rolname, 'pg_') ORDER BY rolname"
    )
    with database.faults("cannot be read"):
        roles = {str(name): (bool(is_super), bool(owns)) for name, is_super, owns in database.execute(binding)}
    problems = []
    for option, named in (("--writer", writers), ("--auditor", auditors)):
        for role in named:
            if role not in roles:
                hint = did_you_mean(role, roles)
                hint = hint if hint.startswith("Did") else f"Make it first: `createuser {role[:40]}`."
                problems.append(Problem(Place(option), "unknown-role", f"the server has no role `{role[:60]}`", hint))
            elif any(roles[role]):
                why = "is a superuser" if roles[role][0] else "owns the store, or may act as its owner"
                hint = "Whoever owns the store should be no person who works with it."
                problems.append(Problem(Place(option), "unbound-role", f"`{role}` {why}: no privilege binds it", hint))
            elif role in writers and option == "--auditor":
                hint = "An auditor only reads."
                problems.append(Problem(Place(option), "two-roles", f"`{role}` is named as a writer and as an auditor", hint))
    if problems:
        raise InvalidInput(dict.fromkeys(problems))
