"""For auditors: `audit log`, `verify`, `show`, `replay`, `provenance`, `export`, `verifier`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.completing import complete_assessment, complete_case
from commands.files import check_place, tell_written, write_file
from commands.options import case_option, json_option, store_option
from commands.output import answering, say, write, write_document
from engine.keep import clock
from engine.keep.assessments import assess_and_record, find_assessment, record_of, recorded_assessment
from engine.keep.assessments import replay as replayed
from engine.keep.exporting import export_lines, verifier_text, verify_export
from engine.keep.location import find_store
from engine.keep.questions import own_case
from engine.keep.store import Store
from engine.keep.verifying import verify_journal
from engine.show.auditing import (
    log_document,
    log_page,
    recorded_document,
    recorded_page,
    recording_document,
    recording_page,
    replay_document,
    replay_page,
    verification_document,
    verification_page,
)
from engine.show.documents import render
from engine.show.words import counted


@click.group(short_help="For auditors: log, verify, show, replay, provenance, export.")
def audit() -> None:
    """What was told of a case, by whom and when, and whether that is what was written; old answers checked and replayed."""


def record_answer(author: str, as_json: bool, store: str, **asked: Any) -> None:
    """`assess --record`: answers, and writes the answer down."""
    who = clock.who(author)
    with Store(find_store(store), create=True) as opened:
        answer, written = assess_and_record(opened, who, **asked)
    if as_json:
        write_document(recording_document(answer, written))
    else:
        write(recording_page(answer, written))


@audit.command(short_help="Every event of a case.")
@case_option
@store_option
@json_option
@answering
def log(case_name: str, store: str, as_json: bool) -> None:
    """Every event of a case, in the order in which they were recorded."""
    with own_case(store, case_name, "--case") as journal:
        events = list(journal.events())
        if as_json:
            write_document(log_document(journal, events))
        else:
            write(log_page(journal, events))


@audit.command(short_help="Whether a journal is what was written.")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option("--head", "kept", default="", metavar="SEQ:HASH", help="A head that was kept elsewhere.")
@case_option
@store_option
@json_option
@answering
def verify(file: Path | None, kept: str, case_name: str, store: str, as_json: bool) -> None:
    """Go through the journal of a case, or through an exported one: every event hashed, chained, in order.

    Exit code 1 where it is not sound; the first bad event is named.
    """
    if file is not None:
        found = verify_export(file, kept)
    else:
        with own_case(store, case_name, "--case") as journal:
            found = verify_journal(journal.store, journal.head, kept)
    if as_json:
        write_document(verification_document(found))
    else:
        write(verification_page(found))
    if not found.is_sound:
        raise click.exceptions.Exit(1)


@audit.command(short_help="A recorded assessment, its trace checked step by step.")
@click.argument("said", metavar="N|HASH", shell_complete=complete_assessment)
@case_option
@store_option
@json_option
@answering
def show(said: str, case_name: str, store: str, as_json: bool) -> None:
    """The assessment that event N recorded, or the one whose hash or trace begins with HASH, its trace checked against the
    rules and facts of then.

    Exit code 1 where the trace does not hold.
    """
    with own_case(store, case_name, "--case") as journal:
        found = recorded_assessment(journal, find_assessment(journal, said))
    if as_json:
        write_document(recorded_document(found))
    else:
        write(recorded_page(found))
    if found.flaws:
        raise click.exceptions.Exit(1)


@audit.command(short_help="A recorded assessment asked again, of today's engine.")
@click.argument("said", metavar="N|HASH", shell_complete=complete_assessment)
@case_option
@store_option
@json_option
@answering
def replay(said: str, case_name: str, store: str, as_json: bool) -> None:
    """Put the question that event N recorded to today's engine: the facts and the rules of then.

    Exit code 1 where it answers otherwise.
    """
    with own_case(store, case_name, "--case") as journal:
        found = replayed(recorded_assessment(journal, find_assessment(journal, said)))
    if as_json:
        write_document(replay_document(found))
    else:
        write(replay_page(found))
    if not found.same:
        raise click.exceptions.Exit(1)


@audit.command(short_help="A recorded assessment as W3C PROV: what each conclusion was derived from, down to sources.")
@click.argument("said", metavar="N|HASH", shell_complete=complete_assessment)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="The file to write. [default: stdout]")
@case_option
@store_option
@answering
def provenance(said: str, output: Path | None, case_name: str, store: str) -> None:
    """Write the provenance of the assessment that event N recorded as PROV-JSON, which tools for provenance read.

    Facts, effects and conclusions are entities, firings activities with the rules as plans, authors and the engine agents.
    """
    from engine.show.provenance import provenance_document  # only where it is asked for

    check_place(output)
    with own_case(store, case_name, "--case") as journal:
        recorded = recorded_assessment(journal, find_assessment(journal, said))
        record_of(recorded)  # of a trace that does not hold nothing is told
        document = provenance_document(recorded)
    if output is None:
        write_document(document)
    else:
        write_file(output, [render(document)])
        tell_written(output, f"the provenance of the assessment {said}")


@audit.command(short_help="The whole journal as a file that stands on its own.")
@click.argument("name", default="", shell_complete=complete_case)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="The file to write. [default: stdout]")
@store_option
@answering
def export(name: str, output: Path | None, store: str) -> None:
    """Write the journal of a case to a file, one JSON line an event, with every text that it names."""
    with own_case(store, name) as journal:
        if output is None:
            say("".join(export_lines(journal)))
        else:
            write_file(output, export_lines(journal))
            tell_written(output, f"{counted(journal.head.seq, 'event')} of the case {journal.head.name}")


@audit.command(short_help="The program that verifies an exported journal without Kakehashi.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="The file to write. [default: stdout]")
@answering
def verifier(output: Path | None) -> None:
    """Write the second program: 200 lines that verify an exported journal with nothing but Python, for whoever trusts none of
    ours.
    """
    text = verifier_text()
    if output is None:
        say(text)
    else:
        write_file(output, [text])
        tell_written(output, "the verifier")
