"""Serving: `serve`, the explorer in a browser on this machine."""

from __future__ import annotations

import sys

import click

from commands.options import case_base_option, case_option, store_option
from commands.output import answering, say
from engine.keep.questions import make_question


@click.command(short_help="The explorer: a page in your browser, and the answers as an HTTP API.")
@case_option
@case_base_option
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="0: any that is free. [default: 8765, else the next]")
@click.option("--open", "opens", is_flag=True, help="Open the page in your browser.")
@store_option
@answering
def serve(case_name: str, base_name: str, port: int | None, opens: bool, store: str) -> None:
    """Serve the explorer to this machine alone, until Ctrl-C."""
    make_question(case_name=case_name, base_name=base_name, store=store)
    from web import serving  # what is refused needs no server
    from web.naming import Setting

    listener = serving.listen(port)
    address = f"http://{serving.LOOPBACK}:{listener.getsockname()[1]}/"
    say(f"{address}\n")
    if sys.stderr.isatty():
        click.echo("Served to this machine alone; Ctrl-C ends it.", err=True)
    if opens:
        import webbrowser
        from threading import Thread

        Thread(target=webbrowser.open, args=[address], daemon=True).start()  # a browser of a terminal keeps it
    serving.serve(listener, Setting(case_name, base_name, store))
