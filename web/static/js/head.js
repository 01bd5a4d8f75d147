// The head of the page: which base and case, what is changed for the question, and undo, redo, share, export.

import { commandOf, queryOf } from "./address.js";
import { openAssertion } from "./assertion.js";
import { openChoice } from "./choosing.js";
import { openDialog } from "./dialog.js";
import { openRule } from "./rule.js";
import { dissent, dropAll, isWhatIfShown, redo, reweigh, session, suppose, tell, undo } from "./session.js";
import { linkTo, ruleTitle, stateOf, titleOf } from "./spoken.js";
import { h, said } from "./tree.js";
import { anyOf, signed } from "./words.js";

/** The head of the page. */
export function headPart() {
  const { board, answer } = session;
  return h(
    "header.head",
    { key: "head" },
    h(
      "div.names",
      {},
      h("p.brand", {}, "Kakehashi"),
      h("h1", {}, said(board.base.title)),
      h(
        "button.case-name",
        { type: "button", "aria-haspopup": "dialog", onclick: openChoice },
        h("span.quiet", {}, board.is_own ? "Your case " : "Case "),
        h("strong", {}, said(answer.case.name)),
        " ",
        h("span.case-title", {}, said(answer.case.title)),
        h("span", { "aria-hidden": "true" }, " ▾"),
      ),
    ),
    h(
      "div.tools",
      { role: "group", "aria-label": "Question" },
      h("button", { type: "button", onclick: undo, disabled: session.at === 0, title: "Ctrl-Z" }, "Undo"),
      h("button", { type: "button", onclick: redo, disabled: session.at >= session.top, title: "Ctrl-Y" }, "Redo"),
      h("button", { type: "button", onclick: () => void share() }, "Share"),
      h("button", { type: "button", "aria-haspopup": "dialog", onclick: openExport }, "Export"),
    ),
  );
}

/** On narrow screens, where facts and verdict are not side by side: the verdict, and ways to the parts of the page. */
export function strip() {
  return h(
    "div.strip",
    { key: "strip" },
    h("p.now", { "aria-hidden": "true" }, h("strong", {}, said(session.answer.says)), isWhatIfShown() ? h("span.whatif", {}, "what if") : null),
    jumps(),
  );
}

function jumps() {
  const parts = { verdict: "Verdict", facts: "Facts", accounts: "Why", graph: "Graph", ways: "Ways", watch: "Watch", plane: "Map" };
  const go = (event, id) => {
    event.preventDefault();
    const part = document.getElementById(id);
    part?.scrollIntoView({ block: "start" });
    part?.focus({ preventScroll: true });
  };
  return h("nav.jumps", { "aria-label": "Parts of the page" }, Object.entries(parts).map(([id, word]) => h("a", { key: id, href: `#${id}`, onclick: (event) => go(event, id) }, word)));
}

/** The bar of what is changed for this question. */
export function changesBar() {
  const { changes, without, weights } = session.answered;
  const isWhatIf = isWhatIfShown();
  return h(
    "section.bar",
    { key: "bar", "aria-label": "What is changed for this question", tabindex: "-1", "data-refuge": "", class: isWhatIf ? "is-on" : "" },
    isWhatIf
      ? [
          h("span.whatif", { key: "word" }, "what if"),
          h(
            "ul",
            { key: "list" },
            changes.map(([name, value]) => changeChip(name, value)),
            without.map((rule) => chip(`without ${rule}`, ["without ", h("button.link", { type: "button", "aria-haspopup": "dialog", onclick: () => openRule(rule) }, said(ruleTitle(rule)))], `Take in again: ${ruleTitle(rule)}`, () => void dissent(rule, false))),
            weights.map(weightChip),
          ),
          h("button.small", { key: "all", type: "button", onclick: () => void dropAll() }, "Reset all"),
        ]
      : h("p.quiet", { key: "none" }, "Nothing is changed: this is the case as it stands. Press a state among the facts to ask what if."),
  );
}

function changeChip(name, value) {
  const words = value === null ? "unknown" : anyOf(value.split("|").map((state) => stateOf(name, state)));
  const numeric = session.board.descriptors[name]?.number;
  const says = numeric && value !== null ? numberWords(name, value) : words;
  return chip(
    name,
    [linkTo(name), " ", h("strong", {}, said(says)), value === null ? null : h("button.small", { type: "button", "aria-haspopup": "dialog", onclick: () => openAssertion(name), "aria-label": `Assert ${titleOf(name)}` }, "assert …")],
    `Reset ${titleOf(name)}`,
    () => void suppose(name, undefined),
  );
}

/** A weight that is asked otherwise: `RULE:STATE=N`, or `RULE:D:STATE=N` where a rule weighs two descriptors. */
function weightChip(word) {
  const at = word.lastIndexOf("=");
  const [rule, ...named] = word.slice(0, at).split(":");
  const state = named.at(-1) ?? "";
  const impact = session.board.rules[rule]?.impact ?? {};
  const name = named.length > 1 ? named[0] : Object.keys(impact).find((one) => state in impact[one]);
  return chip(
    `weight ${word}`,
    [h("button.link", { type: "button", "aria-haspopup": "dialog", onclick: () => openRule(rule) }, said(ruleTitle(rule))), " weighs ", said(stateOf(name, state)), ` at ${signed(Number(word.slice(at + 1)))}`],
    `As authored: ${ruleTitle(rule)}, ${stateOf(name, state)}`,
    () => void reweigh(word.slice(0, at), null),
  );
}

function numberWords(name, value) {
  const known = session.answer.knowledge[name] ?? [];
  const unit = session.board.descriptors[name].number.unit;
  return known.length === 1 && known[0] === value ? stateOf(name, value) : `${value} ${unit}`.trim();
}

function chip(key, kids, label, remove) {
  return h("li.chip", { key }, kids, h("button.remove", { type: "button", "aria-label": label, title: label, onclick: remove }, "×"));
}

/** Copies the address, which holds the question; where that is not allowed, shows it to be copied by hand. */
async function share() {
  try {
    await navigator.clipboard.writeText(location.href);
    tell("The address is copied.");
    openDialog(() => ({ title: "The address is copied", body: shared("It holds the whole question: whoever opens it on a server with this case sees the same.") }));
  } catch {
    openDialog(() => ({ title: "Share", body: shared("Copy this address; it holds the whole question.") }));
  }
}

function shared(text) {
  return [
    h("p", { key: "text" }, text),
    h("label.field", { key: "address" }, h("span", {}, "Address"), h("input", { type: "text", readonly: true, value: location.href, onfocus: (event) => event.target.select() })),
    h("label.field", { key: "command" }, h("span", {}, "On a command line"), h("input", { type: "text", readonly: true, value: commandOf(session.asked), onfocus: (event) => event.target.select() })),
  ];
}

function openExport() {
  openDialog(() => ({
    title: "Export",
    body: [
      h("p", { key: "text" }, "The answer to the question as it is asked now, its what-ifs and dissents said in it."),
      h(
        "ul.exports",
        { key: "list" },
        file("report", "format=html", "report.html", "Report", "the whole answer as one file, to be printed or sent"),
        file("report", "format=markdown", "report.md", "Report in Markdown", "to be worked on"),
        file("graph", "format=svg", "graph.svg", "Picture of the proof", "as SVG, for a document"),
        file("assess", "", "assessment.json", "Assessment as JSON", "for programs, with the whole trace"),
      ),
    ],
  }));
}

function file(path, more, name, title, about) {
  const query = [more, queryOf(session.asked)].filter(Boolean).join("&");
  return h("li", { key: name }, h("a", { href: `api/${path}${query ? `?${query}` : ""}`, download: name }, title), h("span.quiet", {}, ` ${about}`));
}
