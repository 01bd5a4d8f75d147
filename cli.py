"""The command line: a table of the commands, each loaded when it is asked for."""

from commands.lazy import Table, run

COMMANDS: Table = {
    # Ask
    "assess": ("commands.asking", "assess", "Which scenario is indicated, why, and what stands against it."),
    "why": ("commands.asking", "why", "The proof of a conclusion, down to facts with their sources."),
    "facts": ("commands.listing", "facts", "What is known in a case, from whom, and what is not known."),
    "rules": ("commands.listing", "rules", "The rules: all, one, or those on a paragraph, claim or descriptor."),
    # Author
    "test": ("commands.authoring", "test", "Run the cases of a base as its tests."),
    "check": ("commands.authoring", "check", "Mistakes and loose ends in a base."),
}


def main() -> None:
    """The entry point `kakehashi`."""
    run(COMMANDS)


if __name__ == "__main__":
    main()
