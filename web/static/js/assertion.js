// To assert a fact in a case of one's own, with its source; and to take one back, with the reason.

import { withChange } from "./address.js";
import { Refusal, write } from "./asking.js";
import { closeDialog, isOpenOn, openDialog, repaintDialog } from "./dialog.js";
import { dropDraft, fillIn, keepDraft } from "./drafts.js";
import { placeOf, pose, session, tell } from "./session.js";
import { stateOf, titleOf } from "./spoken.js";
import { h, said } from "./tree.js";
import { CREDIBILITY, KINDS, RELIABILITY } from "./words.js";

let problem = null;
let view = null; // what was opened last
let sending = false;

/** Opens the form that asserts a fact on a descriptor, filled in with what is supposed now. */
export function openAssertion(name) {
  open("assert", name);
}

/** Opens the form that takes back what the case states of a descriptor. */
export function openRetraction(name) {
  open("retract", name);
}

function open(path, name, why = null) {
  problem = why;
  view = () => (path === "assert" ? { title: "Assert a fact", body: form(name) } : { title: "Take a fact back", body: retraction(name) });
  openDialog(view);
  fillIn(document.querySelector("#dialog form"), draftOf(path, name));
}

/** The name of what is typed into a form: it is about a descriptor of a case, and about what is supposed of it now. */
function draftOf(path, name) {
  return [path, placeOf(session.asked), name, ...session.answer.knowledge[name]].join(" ");
}

/** What a form does: what is typed is kept until it is sent. */
function acting(path, name, send) {
  return { key: path, oninput: (event) => keepDraft(event.currentTarget, draftOf(path, name)), onsubmit: (event) => void send(event, name) };
}

function target() {
  const { board } = session;
  if (board.is_own) return h("p", { key: "target" }, "It is written to your case ", h("strong", {}, said(board.case)), ", with the time and your name. Nothing is overwritten.");
  return h(
    "div.target",
    { key: "target" },
    h("p", {}, h("strong", {}, said(board.case)), " ships with the program and is read only: facts are asserted in a case of your own."),
    h(
      "label.field",
      {},
      h("span", {}, "Your case"),
      h("input", { name: "case", type: "text", autocomplete: "off", placeholder: "the one you work on, else a new one", "aria-describedby": "case-help" }),
    ),
    h(
      "p.quiet",
      { id: "case-help" },
      "Left empty, it is the case you work on; where there is none, my-case is made from the baseline. Others are made with ",
      h("code", {}, "kakehashi case new NAME"),
      ".",
    ),
  );
}

function form(name) {
  const found = session.board.descriptors[name];
  const known = session.answer.knowledge[name];
  const states = known.length === found.states.length ? [] : known;
  return h(
    "form",
    acting("assert", name, assert),
    h("p", { key: "what" }, h("strong", {}, said(found.title)), h("br"), said(found.question)),
    target(),
    problems(),
    found.number ? numberField(found) : statesField(name, found, states),
    h("div.pair", { key: "pair" }, field("since", "Since when it holds", { type: "date" }), kinds()),
    field("source", "Source", { type: "text", maxlength: "400" }),
    h("div.pair", { key: "source" }, field("publisher", "Publisher", { type: "text" }), field("locator", "Place in it", { type: "text", placeholder: "page, paragraph" })),
    grade(),
    h("label.field", { key: "note" }, h("span", {}, "Note"), h("textarea", { name: "note", rows: "2", maxlength: "4000" })),
    h(
      "label.check",
      { key: "correct" },
      h("input", { type: "checkbox", name: "correct" }),
      h("span", {}, "It corrects what was stated for the same day"),
    ),
    h("p.acts", { key: "acts" }, h("button.primary", { type: "submit", disabled: sending }, "Assert"), h("button", { type: "button", onclick: closeDialog }, "Leave it a what-if")),
  );
}

function field(name, label, props) {
  return h("label.field", { key: name }, h("span", {}, label), h("input", { name, autocomplete: "off", ...props }));
}

function statesField(name, found, states) {
  return h(
    "fieldset.choices",
    { key: "states" },
    h("legend", {}, "What is known"),
    found.states.map(({ state }, at) =>
      h("label.check", { key: state }, h("input", { type: "checkbox", name: "state", value: state, ticked: states.includes(state), autofocus: at === 0 }), h("span", {}, said(stateOf(name, state)))),
    ),
    h("p.quiet", {}, "Several: one of them, and it is not known which."),
  );
}

function numberField(found) {
  return h(
    "label.field",
    { key: "number" },
    h("span", {}, `What is known${found.number.unit ? `, in ${found.number.unit}` : ""}`),
    h("input", { name: "number", type: "text", required: true, autofocus: true, placeholder: "12, or 10..15, or >=10", autocomplete: "off" }),
  );
}

function kinds() {
  return h(
    "label.field",
    { key: "kind" },
    h("span", {}, "Kind"),
    h("select", { name: "kind" }, Object.entries(KINDS).map(([kind, words]) => h("option", { key: kind, value: kind }, words))),
  );
}

function grade() {
  const select = (name, label, table) =>
    h(
      "label.field",
      { key: name },
      h("span", {}, label),
      h("select", { name }, h("option", { key: "", value: "" }, "not graded"), Object.entries(table).map(([sign, words]) => h("option", { key: sign, value: sign }, `${sign}  ${words}`))),
    );
  return h("div.pair", { key: "grade" }, select("reliability", "Reliability of the source", RELIABILITY), select("credibility", "Credibility of the statement", CREDIBILITY));
}

function problems() {
  if (problem === null) return null;
  const listed = problem.problems.length ? problem.problems : [{ message: problem.message, hint: "" }];
  return h(
    "div.problem",
    { key: "problem", role: "alert" },
    listed.map((one, at) => h("p", { key: at }, said(one.message), ". ", said(one.hint))),
    listed.some((one) => one.code === "wrong-token")
      ? h("p.acts", { key: "anew" }, h("button.small", { type: "button", onclick: () => location.reload() }, "Load the page again"), "What you have typed is kept.")
      : null,
  );
}

async function assert(event, name) {
  event.preventDefault();
  const data = new FormData(event.target);
  const value = data.has("number") ? data.get("number").trim() : data.getAll("state").join("|");
  const marks = `${data.get("reliability")}${data.get("credibility")}`;
  if (!value) return refuse("Nothing is said to be known", "Choose a state, or several of which one is the case.");
  if (marks.length === 1) return refuse("A grade has two parts", "Judge both the source and the statement, or neither; F and 6 mean that it cannot be judged.");
  const body = { facts: [`${name}=${value}`], kind: data.get("kind"), ...place(data), correct: data.has("correct") };
  for (const key of ["since", "source", "publisher", "locator", "note"]) if (data.get(key)?.trim()) body[key] = data.get(key).trim();
  if (marks) body.grade = marks;
  await send("assert", body, name, (done) => `${titleOf(name)} is asserted in ${done.journal.name}.`);
}

function place(data) {
  const { asked, board } = session;
  const name = board.is_own ? board.case : (data.get("case") ?? "").trim();
  return { ...(name ? { case: name } : {}), ...(asked.place.base ? { base: asked.place.base } : {}) };
}

function retraction(name) {
  return h(
    "form",
    acting("retract", name, retract),
    h("p", { key: "what" }, "What ", h("strong", {}, said(session.board.case)), " states of ", h("strong", {}, said(titleOf(name))), " is taken back. It stays in the journal, with the reason."),
    problems(),
    h("label.field", { key: "why" }, h("span", {}, "Why"), h("input", { name: "why", type: "text", required: true, autofocus: true, maxlength: "400", autocomplete: "off" })),
    h("label.check", { key: "all" }, h("input", { type: "checkbox", name: "all" }), h("span", {}, "All facts on it, where there are several")),
    h("p.acts", { key: "acts" }, h("button.primary", { type: "submit", disabled: sending }, "Take it back"), h("button", { type: "button", onclick: closeDialog }, "Keep it")),
  );
}

async function retract(event, name) {
  event.preventDefault();
  const data = new FormData(event.target);
  const body = { facts: [name], why: data.get("why").trim(), all: data.has("all"), ...place(data) };
  await send("retract", body, name, (done) => `What ${done.journal.name} states of ${titleOf(name)} is taken back.`);
}

function refuse(message, hint) {
  problem = new Refusal(message, [{ message, hint }]);
  repaintDialog();
}

/** Writes; then the case that was written to is asked, without the what-if that is a fact now. */
async function send(path, body, name, words) {
  sending = true;
  repaintDialog();
  const [draft, sent] = [draftOf(path, name), view];
  try {
    const done = await write(path, body);
    dropDraft(draft);
    if (isOpenOn(sent)) closeDialog();
    const rest = withChange(session.asked, name, undefined);
    await pose({ ...rest, place: { ...rest.place, case: done.journal.name } }, true);
    tell(words(done));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (isOpenOn(sent)) problem = error;
    else open(path, name, error); // it was closed meanwhile, and what was typed is not written
  } finally {
    sending = false;
    repaintDialog();
  }
}
