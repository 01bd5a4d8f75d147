"""An example of every command, for the page of all commands, run in their order in one folder with one store."""

from __future__ import annotations

from dataclasses import dataclass

LINES = 12  # of what an example prints, unless it says otherwise


@dataclass(frozen=True, slots=True)
class Example:
    """A call of a command, and how much of what it prints is shown.

    `given` is a file that is there before, by its name, with its text; `first` is a call that has to be made before.
    A command that answers until it is stopped (`runs` false) is shown, and not run.
    """

    call: str
    lines: int = LINES
    exit: int = 0
    given: tuple[str, str] = ("", "")
    first: str = ""
    runs: bool = True

    def written(self) -> str:
        """The example as a page has it."""
        name, text = self.given
        language = "csv" if name.endswith(".csv") else "text"
        parts = [f"<!-- file: {name} -->\n```{language}\n{text}```\n\n"] if name else []
        parts += [f"<!-- exit: {self.exit} -->\n"] if self.exit else []
        parts += [f"<!-- lines: {self.lines} -->\n"] if self.runs and self.lines != LINES else []
        first = f"$ {self.first}\n...\n" if self.first else ""
        fence = f"```console\n{first}$ {self.call}\n```\n" if self.runs else f"```sh\n{self.call}\n```\n"
        return "".join(parts) + fence


ROWS = """\
label,ukraine.course,us_russia.relations,g7.front
as it was,unresolved,tense,consolidated
thaw,stabilising,thawing,divided
unclear,unresolved|stabilising,,divided
"""
MATRIX = """\
$ ScenarioWizard 4.0
A ferry
&Ferry
 -daily
 -weekly
&Trade
 -slack
 -brisk
#
#
#
FFFF
FFFF
FFFF
FFFF
#
#
0,0,-2,2
0,0,2,-2
-1,1,0,0
1,-1,0,0
#
"""

EXAMPLES = {
    "assess": Example("kakehashi assess --set ukraine.course=stabilising"),
    "why": Example("kakehashi why japan.role --length short", 16),
    "whynot": Example("kakehashi whynot japan.role=bridge"),
    "contrast": Example("kakehashi contrast neutral positive", 20),
    "facts": Example("kakehashi facts us_russia.relations", 20),
    "rules list": Example("kakehashi rules --about japan.role"),
    "rules diff": Example("kakehashi rules diff streltsov-2015 --weight alignment-stays-symbolic:stiffen=+1", 20, exit=1),
    "compare": Example("kakehashi compare baseline a02-confrontation", 20),
    "timeline": Example("kakehashi timeline -c story-2012-2015", 20),
    "graph": Example("kakehashi graph japan.role --format mermaid --depth 1", 20),
    "whatif": Example("kakehashi whatif us_russia.relations=thawing g7.front=divided", 20),
    "howto": Example("kakehashi howto scenario=positive --levers Russia", 14),
    "watch": Example("kakehashi watch", 20),
    "sweep": Example("kakehashi sweep us_russia.relations g7.front", 24),
    "batch": Example("kakehashi batch rows.csv --keep label", given=("rows.csv", ROWS)),
    "consistent": Example("kakehashi consistent --base ferry.scw", 24, given=("ferry.scw", MATRIX)),
    "serve": Example("kakehashi serve --open", runs=False),
    "mcp": Example("kakehashi mcp --case ukraine-desk --allow-assert", runs=False),
    "case new": Example('kakehashi case new ukraine-desk --title "Is Ukraine calming down?"'),
    "case use": Example("kakehashi case use ukraine-desk"),
    "case list": Example("kakehashi case list"),
    "case show": Example("kakehashi case show"),
    "case archive": Example("kakehashi case archive ukraine-desk --undo"),
    "case export": Example("kakehashi case export -o desk.yaml"),
    "case import": Example("kakehashi case import desk.yaml --as another-desk"),
    "case push": Example("kakehashi case push ukraine-desk --to sqlite:///team.db"),
    "case pull": Example("kakehashi case pull ukraine-desk --from sqlite:///team.db"),
    "store status": Example("kakehashi store status"),
    "store prepare": Example("kakehashi store prepare --store sqlite:///team.db"),
    "assert": Example('kakehashi assert ukraine.course=stabilising --since 2015-02-12 --source "Package of measures" --grade B3'),
    "retract": Example('kakehashi retract ukraine.course --why "The ceasefire did not hold."'),
    "report": Example("kakehashi report --format markdown", 20),
    "audit log": Example("kakehashi audit log"),
    "audit verify": Example("kakehashi audit verify"),
    "audit show": Example("kakehashi audit show 4", 16, first="kakehashi assess --record"),
    "audit replay": Example("kakehashi audit replay 4", 16),
    "audit provenance": Example("kakehashi audit provenance 4", 16),
    "audit export": Example("kakehashi audit export -o desk.jsonl"),
    "audit verifier": Example("kakehashi audit verifier -o verify_journal.py"),
    "new": Example("kakehashi new orchard --verdict harvest=poor,good --descriptor frost=late,early --descriptor water=low,high"),
    "test": Example("kakehashi test a02-confrontation b03-strained-alliance"),
    "check": Example("kakehashi check --base alliances-1914"),
    "convert": Example("kakehashi convert ferry.scw ferry"),
    "schema": Example("kakehashi schema verification"),
}
