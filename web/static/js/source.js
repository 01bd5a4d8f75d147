// Where a fact comes from: a badge with its grade, what shows beside it where one points at it, and a part to be opened.

import { openAssertion, openRetraction } from "./assertion.js";
import { refresh, session } from "./session.js";
import { moversOf } from "./spoken.js";
import { h, paint, said } from "./tree.js";
import { factLines, isWhatIf } from "./words.js";

const opened = new Set(); // the descriptors whose sources are open
let pointed = null; // the badge whose source is shown beside it, and of what
let leaving = 0;

let grouped = { of: null, by: new Map() }; // the facts of the answer that is shown, by descriptor

/** What is stated of a descriptor. */
export function factsOn(name) {
  const { facts } = session.answer.case;
  if (grouped.of !== facts) {
    grouped = { of: facts, by: new Map() };
    for (const fact of facts) grouped.by.set(fact.descriptor, [...(grouped.by.get(fact.descriptor) ?? []), fact]);
  }
  return grouped.by.get(name) ?? [];
}

/** Whether the part that says the sources of a descriptor is open. */
export function isOpened(name) {
  return opened.has(name);
}

/** The badge of a descriptor: the grade of what is stated of it. */
export function badge(name) {
  const facts = factsOn(name);
  if (!facts.length && !session.board.descriptors[name].observed) return null;
  const grades = [...new Set(facts.filter((fact) => !isWhatIf(fact)).map((fact) => fact.grade || "–"))];
  const text = !facts.length ? "no source" : facts.every(isWhatIf) ? "what if" : grades.join(" ");
  const title = session.board.descriptors[name].title;
  return h(
    "button.badge",
    {
      type: "button",
      "aria-expanded": String(opened.has(name)),
      "aria-controls": opened.has(name) ? `source-${name}` : null,
      "aria-label": `Source of ${title}: ${text}`,
      onclick: () => {
        hide();
        if (!opened.delete(name)) opened.add(name);
        refresh();
      },
      onmouseenter: (event) => reveal(event.currentTarget, name),
      onmouseleave: leave,
      onfocus: (event) => event.currentTarget.matches(":focus-visible") && reveal(event.currentTarget, name),
      onblur: hide,
      onkeydown: (event) => {
        if (event.key === "Escape") hide();
      },
    },
    text,
  );
}

/** The part of a descriptor that says all of its sources, where it is open. */
export function sourceOf(name) {
  if (!opened.has(name)) return null;
  const found = session.board.descriptors[name];
  const facts = factsOn(name);
  const own = session.board.is_own;
  return h(
    "div.source",
    { id: `source-${name}`, key: "source" },
    h("p", {}, said(found.question)),
    facts.map((fact, at) => h("div", { key: at }, factPart(fact))),
    facts.length ? null : h("p.quiet", {}, "Nothing is stated of it."),
    movers(name),
    h(
      "p.acts",
      {},
      h("button.small", { type: "button", "aria-haspopup": "dialog", onclick: () => openAssertion(name) }, "assert …"),
      own && facts.some((fact) => !isWhatIf(fact))
        ? h("button.small", { type: "button", "aria-haspopup": "dialog", onclick: () => openRetraction(name) }, "take back …")
        : null,
      h("code.id", {}, name),
    ),
  );
}

/** Where a fact comes from, line by line. */
export function factPart(fact) {
  if (isWhatIf(fact)) return h("p", {}, h("span.whatif", {}, "what if"), " Said for this question alone; no source.");
  return h("dl.lines", {}, factLines(fact).map(([word, text]) => [h("dt", { key: `t${word}` }, word), h("dd", { key: `d${word}` }, said(text))]));
}

function movers(name) {
  const who = moversOf(name);
  return who ? h("p.quiet", {}, "Moved by ", said(who), ".") : null;
}

function tip() {
  let found = document.getElementById("tip");
  if (!found) {
    found = document.createElement("div");
    found.id = "tip";
    found.className = "tip";
    found.hidden = true;
    found.setAttribute("aria-hidden", "true"); // the part that the badge opens says the same
    found.onmouseenter = () => clearTimeout(leaving);
    found.onmouseleave = leave;
    document.body.append(found);
  }
  return found;
}

function reveal(element, name) {
  clearTimeout(leaving);
  if (opened.has(name)) return;
  pointed = { element, name };
  const found = tip();
  const facts = factsOn(name);
  const question = session.board.descriptors[name].question;
  paint(found, h("p", {}, said(question)), facts.length ? facts.map((fact, at) => h("div", { key: at }, factPart(fact))) : h("p", {}, "Nothing is stated of it."));
  found.hidden = false;
  const at = element.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - found.offsetWidth - 8));
  const below = at.bottom + 6 + found.offsetHeight < innerHeight || at.top < found.offsetHeight;
  found.style.setProperty("left", `${left}px`);
  found.style.setProperty("top", `${below ? at.bottom + 6 : at.top - found.offsetHeight - 6}px`);
}

function leave() {
  clearTimeout(leaving);
  leaving = setTimeout(hide, 150);
}

/** What is shown beside a badge stays with it, and says what the answer says. */
export function repaintTip() {
  if (pointed === null) return;
  const { element, name } = pointed;
  if (element.isConnected && name in session.board.descriptors) reveal(element, name);
  else hide();
}

function hide() {
  clearTimeout(leaving);
  if (pointed === null) return;
  pointed = null;
  tip().hidden = true;
}
