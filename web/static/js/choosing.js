// To ask another case or another base.

import { outcomeOf } from "./asking.js";
import { closeDialog, openDialog, repaintDialog } from "./dialog.js";
import { session, turnTo } from "./session.js";
import { h, said } from "./tree.js";
import { counted } from "./words.js";

let found = null;
let problem = null;
let wanted = "";
let flight = null;

/** Opens the choice of a case. */
export function openChoice() {
  found = null;
  problem = null;
  wanted = "";
  openDialog(() => ({ title: "Choose a case", body: view() }));
  void load(session.asked.place);
}

async function load(place) {
  const query = new URLSearchParams(Object.entries(place).filter(([name, word]) => word && (name === "case" || name === "base")));
  flight?.abort();
  flight = new AbortController();
  const outcome = await outcomeOf("choices", String(query), flight.signal);
  if (!outcome) return;
  found = outcome.found ?? found;
  problem = outcome.problem;
  repaintDialog();
}

/** Lists the cases of another base. */
function turn(base) {
  found = { ...found, base, cases: [] };
  repaintDialog();
  return load({ base });
}

function view() {
  if (problem) return h("p.problem", { key: "problem", role: "alert" }, said(problem.message));
  if (!found) return h("p.quiet", { key: "wait" }, "…");
  return [
    h(
      "label.field",
      { key: "base" },
      h("span", {}, "Rule base"),
      h(
        "select",
        { onchange: (event) => void turn(event.target.value) },
        bases().map((base) => h("option", { key: base.name, value: base.name, selected: base.name === found.base }, base.title || base.name)),
      ),
    ),
    h("label.field", { key: "search" }, h("span", {}, "Find a case"), h("input", { type: "search", autofocus: true, oninput: (event) => find(event.target.value) })),
    group("Your cases", found.own.map((head) => ({ name: head.name, title: `${counted(head.seq, "event")}${head.name === found.current ? ", the one you work on" : ""}`, base: "" }))),
    group(`Cases of ${bases().find((base) => base.name === found.base)?.title || found.base}, read only`, found.cases.map((one) => ({ ...one, base: isSameBase() ? session.asked.place.base : found.base }))),
  ];
}

function bases() {
  return found.bases.some((base) => base.name === found.base) ? found.bases : [{ name: found.base, title: "" }, ...found.bases];
}

function isSameBase() {
  return found.base === session.board?.base.name;
}

function find(text) {
  wanted = text.trim().toLowerCase();
  repaintDialog();
}

function group(title, listed) {
  const shown = listed.filter((one) => `${one.name} ${one.title}`.toLowerCase().includes(wanted));
  if (!shown.length) return null;
  return h(
    "section",
    { key: title },
    h("h3", {}, said(title)),
    h(
      "ul.cases",
      {},
      shown.map((one) => {
        const isHere = one.name === session.board?.case && (one.base || "") === (session.asked.place.base ?? "");
        return h(
          "li",
          { key: one.name },
          h("button.case", { type: "button", "aria-current": isHere ? "true" : null, onclick: () => void go(one) }, h("strong", {}, said(one.name)), h("span.quiet", {}, said(one.title))),
        );
      }),
    ),
  );
}

async function go(one) {
  closeDialog();
  const known = session.board?.base.name;
  const base = one.base && (one.base !== known || session.asked.place.base) ? one.base : "";
  await turnTo({ case: one.name, ...(base ? { base } : {}) });
}
