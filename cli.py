"""The command line: a table of the commands, each loaded when it is asked for."""

import sys

COMMANDS = {
    # Ask
    "assess": ("commands.asking", "assess", "Which scenario is indicated, why, and what stands against it."),
    "why": ("commands.explaining", "why", "The proof of a conclusion, down to facts with their sources."),
    "whynot": ("commands.explaining", "whynot", "Why a state was not concluded: every rule for it, and every blocker."),
    "contrast": ("commands.explaining", "contrast", "Why one state rather than another, item by item."),
    "facts": ("commands.listing", "facts", "What is known in a case, from whom, and what is not known."),
    "rules": ("commands.versions", "rules", "The rules: listed; and what differs between two versions of them."),
    "compare": ("commands.comparing", "compare", "What differs between two cases, dates or what-ifs, and what turned by that."),
    "timeline": ("commands.comparing", "timeline", "The verdict on each date at which a fact changed, and which fact moved it."),
    "graph": ("commands.pictures", "graph", "A picture: what a conclusion rests on, or the rule base as a map."),
    # Explore
    "whatif": ("commands.comparing", "whatif", "What turns where facts are otherwise, by which rules, and what is responsible."),
    "howto": ("commands.exploring", "howto", "What it would take: all the smallest sets of changes that reach a state."),
    "watch": ("commands.exploring", "watch", "Which facts to watch, what separates the scenarios, how robust the verdict is."),
    "sweep": ("commands.sweeping", "sweep", "How the verdict comes out over a whole space of what-ifs."),
    "batch": ("commands.sweeping", "batch", "Answers a table of cases, a row a case and a column a descriptor."),
    "consistent": (
        "commands.consistent",
        "consistent",
        "All choices of a state for every descriptor that fit together, feedback or not.",
    ),
    "serve": ("commands.serving", "serve", "The explorer: a page in your browser, and the answers as an HTTP API."),
    "mcp": ("commands.assisting", "mcp", "The questions as tools for an assistant (Model Context Protocol)."),
    # Record
    "case": ("commands.cases", "case", "Cases of your own: new, use, list, show, archive, export, import, push, pull."),
    "store": ("commands.storing", "store", "Where cases are kept: status, prepare."),
    "assert": ("commands.recording", "assert_", "State facts in your case, and see what they do to the verdict."),
    "retract": ("commands.recording", "retract", "Take facts back, with the reason."),
    "report": ("commands.reporting", "report", "The whole answer as a file to be printed or sent: HTML or Markdown."),
    "audit": ("commands.auditing", "audit", "For auditors: log, verify, show, replay, provenance, export."),
    # Author
    "new": ("commands.starting", "new", "A small base of your own to begin with, complete and tested."),
    "test": ("commands.authoring", "test", "Run the cases of a base as its tests."),
    "check": ("commands.authoring", "check", "Mistakes and loose ends in a base."),
    "convert": ("commands.consistent", "convert", "A matrix of ScenarioWizard as a rule base in files, or a base as a matrix."),
    "schema": ("commands.schemas", "schema", "The JSON Schemas of what --json prints, and of a base's files for editors."),
}


def main() -> None:
    """The entry point `kakehashi`."""
    try:
        from commands.lazy import run

        run(COMMANDS)
    except KeyboardInterrupt:  # while the first module was still being loaded
        sys.exit(130)


if __name__ == "__main__":
    main()
