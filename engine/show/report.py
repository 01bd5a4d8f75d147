"""A report as a paper: the sections in their order, each a function of the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from engine.ask.accounts import Account
from engine.ask.report import Accounted, Report
from engine.ask.verdict import is_only_stated
from engine.infer.trace import Settling
from engine.show.accounts import accounts_picture
from engine.show.drawing import picture
from engine.show.explanation import MORE_MAY_UNDO, extent, fact_line, needed_text, support_text
from engine.show.graph import graph_figure
from engine.show.headline import asked_in, facts_counted, remarks_on
from engine.show.memo import add_proof
from engine.show.outlook import add_consequences, assumed_in
from engine.show.page import Page, Span
from engine.show.paper import Cell, Line, Paper, Picture, Section, Table, listed, one, page_of, parts_of
from engine.show.reasons import add_against, add_conflicts, add_standings, add_why, hinge_text
from engine.show.report_appendix import appendix
from engine.show.robustness import add_robustness
from engine.show.sentences import Sentences
from engine.show.watch import add_facts, add_separations, searched_text
from engine.show.words import signed, states_of, status_word, verdict_text

_MOST_WAITS = 4  # of a conclusion beside the verdict


def report_paper(report: Report) -> Paper:
    """The report as a paper."""
    question = report.answer.question
    verdict = question.base.descriptors[question.base.verdict]
    return Paper(
        question.base.title or question.base.name,
        f"{verdict.title or verdict.id}: {_verdict(report)}",
        tuple(remarks_on(report.answer)),
        tuple(_about(report)),
        tuple(section for make in _SECTIONS for section in make(report)),
        "Balances are sums of weights, not likelihoods. Made with Kakehashi.",
    )


def report_page(file: str, report: Report) -> Page:
    """What is said of a report that was written to a file."""
    return page_of(f"{file}: {_verdict(report)}; trace {report.trace_hash}")


def _verdict(report: Report) -> str:
    answer = report.answer
    return verdict_text(answer.verdict, answer.trace.settled[answer.verdict.descriptor])


def _about(report: Report) -> Iterator[tuple[str, Line]]:
    """What the report is about, in pairs."""
    question, record = report.answer.question, report.record
    yield "Case", (f"{question.case.title or question.case.name} ", (f"({question.case.name})", "dim"))
    yield "Facts", (facts_counted(question),)
    for word, said in asked_in(question):
        yield word, ((said, "strong"),)
    if record is not None:
        when = (
            f"{record.recorded[:10]} {record.recorded[11:16]} UTC by {record.author}, as event {record.number} of {record.case}"
        )
        yield "Recorded", (f"{when} with Kakehashi {record.engine}",)
    at = f"at hash {report.answer.trace.rules_hash[:12]}"
    yield "Rules", (f"{question.base.name}, {len(question.base.rules)} rules, ", (at, "dim"))
    yield "Trace", ((report.trace_hash, "dim"),)
    if report.answer.evaluator != "rete":
        yield "Evaluator", (f"{report.answer.evaluator}: {report.answer.instead}",)


def _changes(report: Report) -> Iterator[Section]:
    answer = report.answer
    if answer.changes is not None:
        from engine.show.comparison import add_changes  # only where there is something to compare

        page = Page()
        add_changes(page, answer.changes, {accounted.descriptor for accounted in report.accounts})
        yield from (Section("changes", title, (part,)) for title, part in parts_of(page))


def _accounts(report: Report) -> Iterator[Section]:
    """What speaks for and against each scenario, and each state of what the verdict turns on."""
    blocks: list[Page | Picture | Table] = []
    base = report.answer.question.base
    for accounted in report.accounts:
        descriptor = base.descriptors[accounted.descriptor]
        settling = report.answer.trace.settled[accounted.descriptor]
        title = descriptor.title or descriptor.id
        standings = [_standing(report, settling, account) for account in accounted.accounts]
        drawn = accounts_picture(f"accounts-{descriptor.id}", title, accounted.accounts, standings)
        blocks += [Picture(drawn, f"{title} ({descriptor.id})", Page()), _account_table(accounted, title, standings)]
    yield Section("accounts", "What speaks for and against each state", tuple(blocks))


def _standing(report: Report, settling: Settling, account: Account) -> str:
    """How a state stands, in a word or two."""
    if not account.left:
        return "excluded" if account.excluding else "outweighed" if account.allowed else "not left"
    if is_only_stated(settling):
        return "stated"
    if len(settling.known) == 1:
        return "indicated" if settling.descriptor == report.answer.verdict.descriptor else status_word(settling)
    return "left, in front" if account.state in settling.leaning and settling.leaning != settling.known else "left"


def _account_table(accounted: Accounted, title: str, standings: list[str]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for account, standing in zip(accounted.accounts, standings, strict=True):
        strict = [*((f"only {account.state}: ", rule) for rule in account.requiring if account.left)]
        strict += [("excluded by ", rule) for rule in account.excluding]
        reasons: list[Line] = [(word, (rule, "name")) for word, rule in strict]
        waiting: list[Line] = [((f"{len(account.pending)} pending", "dim"),)] if account.pending else []
        rows.append(
            (
                one((account.state, "strong")),
                (((signed(account.balance), "strong"),), *([] if account.excluding else [(standing,)]), *reasons, *waiting),
                _items([(item.weight, item.rule) for item in account.promoting]),
                _items([(item.weight, item.rule) for item in account.restricting]),
            )
        )
    return Table(f"{title}: rule by rule", ("State", "Balance", "For it", "Against it"), tuple(rows))


def _items(items: list[tuple[int, str]]) -> Cell:
    return tuple((f"{signed(weight)} ", (rule, "name")) for weight, rule in items) or one(("nothing", "dim"))


def _reasons(report: Report) -> Iterator[Section]:
    """Why, and what stands against it; or where the scenarios stand."""
    page, answer = Page(), report.answer
    sentences = Sentences(page, answer.question.program)
    if answer.verdict.status == "indicated":
        add_why(page, answer, sentences)
        add_against(page, answer, sentences)
    else:
        add_standings(page, answer, sentences)
    for at, (title, part) in enumerate(parts_of(page)):
        yield Section(f"reasons-{at}", title, (part,))


def _hinges(report: Report) -> Iterator[Section]:
    answer, base = report.answer, report.answer.question.base
    if answer.hinges:
        pivot = min(answer.pivots, key=lambda pivot: pivot.lead, default=None)
        rows = tuple(
            (
                one((hinge.descriptor, "name")),
                one(_known(report, hinge.descriptor, hinge.known)),
                one(states_of(base, hinge.descriptor, (hinge.otherwise,))),
                one((hinge_text(hinge, pivot, base.verdict), "strong" if hinge.tips else "")),
            )
            for hinge in answer.hinges
        )
        head = ("Fact", "It is", "Were it", "Then, all else held")
        yield Section("hinges", "What it hangs on, one fact changed at a time", (Table("One fact otherwise", head, rows),))


def _known(report: Report, name: str, states: tuple[str, ...]) -> str:
    base = report.answer.question.base
    return "not known" if len(states) == len(base.descriptors[name].states) else states_of(base, name, states)


def _proofs(report: Report) -> Iterator[Section]:
    """The pictures of what the verdict, and what it turns on, rest on."""
    blocks = []
    for proof, graph in zip(report.proofs, report.graphs, strict=True):
        figure = graph_figure(graph)
        # The picture is the paper's, which says what was asked: once is enough.
        drawn = picture(replace(figure, remarks=()))
        told = Page()
        add_proof(told, proof, extent("mid"))
        blocks.append(Picture(drawn, f"What it rests on: {figure.title}", told, wide=True))
    yield Section("proofs", "The proof", tuple(blocks))


def _support(report: Report) -> Iterator[Section]:
    support, base = report.proofs[0].support, report.answer.question.base
    if support is None:
        return
    facts = [fact_line(base, fact) for part in support.sufficient for fact in part.facts]
    blocks = [page_of(f"{support_text(support)}{':' if facts else '.'}"), listed((fact,) for fact in facts)]
    blocks.append(page_of(needed_text(base, support), *([] if support.monotone else [MORE_MAY_UNDO])))
    yield Section("support", "The facts that carry it", tuple(blocks))


def _consequences(report: Report) -> Iterator[Section]:
    page = Page()
    add_consequences(page, report.answer, Sentences(page, report.answer.question.program))
    for at, (title, part) in enumerate(parts_of(page)):
        yield Section(f"consequences-{at}", title, (part,))


def _open(report: Report) -> Iterator[Section]:
    """What is open, and the facts it waits for."""
    answer, base = report.answer, report.answer.question.base
    said = [(line,) for line in assumed_in(answer)]
    assumed = [listed(said)] if said else []
    if not report.open:
        none = "Nothing: every conclusion is settled, whatever is not known."
        if answer.tensions or answer.contradictions:
            none = "Nothing waits for a fact: what is not settled is in conflict, as told below."
        yield Section("open", "What is open", (page_of(none), *assumed))
        return
    rows: list[tuple[Cell, ...]] = []
    for left in report.open:
        settling = answer.trace.settled[left.descriptor]
        waits: list[Line] = []
        shown = left.waits if left.descriptor == answer.verdict.descriptor else left.waits[:_MOST_WAITS]
        for wait in shown:
            rules = f"{wait.reach} rule{' waits' if wait.reach == 1 else 's wait'}"
            waits.append(((wait.descriptor, "name"), f": {base.descriptors[wait.descriptor].question} ", (rules, "dim")))
        if len(left.waits) > len(shown):
            waits.append(((f"and {len(left.waits) - len(shown)} more", "dim"),))
        nothing: Span = ("nothing that is left to find out", "dim")
        states = states_of(base, left.descriptor, left.states)
        rows.append(
            (one((left.descriptor, "name")), ((states,), ((status_word(settling), "dim"),)), tuple(waits) or one(nothing))
        )
    table = Table("What is open", ("Conclusion", "Left", "Waits for, what bears on it most first"), tuple(rows))
    yield Section("open", "What is open, and what it waits for", (table, *assumed))


def _conflicts(report: Report) -> Iterator[Section]:
    page = Page()
    add_conflicts(page, report.answer, Sentences(page, report.answer.question.program))
    blocks: list[Page] = []
    for title, part in parts_of(page):
        blocks += [page_of(((title, "strong"),)), part]
    none = page_of("None: what the case states and what the rules derive agree, and no rules exclude one another.")
    yield Section("conflicts", "Contradictions and tensions", tuple(blocks) or (none,))


def _watch(report: Report) -> Iterator[Section]:
    """What would turn the verdict, how one would see it coming, and how much it takes."""
    watched, robust = Page(), Page()
    add_facts(watched, report.watch, whole=True)
    add_separations(watched, report.watch)
    blocks: list[Page] = [page_of(searched_text(report.watch))]
    for title, part in parts_of(watched):
        blocks += [page_of(((title, "strong"),)), part]
    yield Section("watch", "What to watch", tuple(blocks))
    add_robustness(robust, report.watch, whole=True)
    yield from (Section("robustness", title, (part,)) for title, part in parts_of(robust))


def _dissents(report: Report) -> Iterator[Section]:
    """Where the asker parts with the rules."""
    question = report.answer.question
    lines: list[Line] = []
    for dissent in question.program.dissents:
        rule = question.base.rules[dissent.rule]
        how = f"weighs {dissent.descriptor} = {dissent.state} at {signed(dissent.weight)}, as authored {signed(dissent.authored)}"
        lines.append(
            (("Dissent", "strong"), f": {rule.title} ", (rule.id, "name"), f" {how if dissent.state else 'is left out'}.")
        )
    none = "None: the rules are asked as their authors wrote them."
    yield Section("dissents", "Dissents", (listed(lines) if lines else page_of(none),))


_SECTIONS: tuple[Callable[[Report], Iterator[Section]], ...] = (
    _changes,
    _accounts,
    _reasons,
    _hinges,
    _proofs,
    _support,
    _consequences,
    _open,
    _conflicts,
    _watch,
    _dissents,
    appendix,
)
