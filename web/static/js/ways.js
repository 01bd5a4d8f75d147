// What it would take: the smallest sets of changes that reach a state, within what some actors can move.

import { encoded, queryOf } from "./address.js";
import { outcomeOf } from "./asking.js";
import { sentence } from "./rule.js";
import { pose, refresh, session, supposing, tell } from "./session.js";
import { linkTo, moversOf, staleLine, stateOf, statesOf, titleOf } from "./spoken.js";
import { h, said } from "./tree.js";
import { anyOf, counted, joined } from "./words.js";

const SECONDS = 20;
const MOST = 12; // ways at once
let form = { descriptor: "", state: "", levers: new Set(), all: false };
let result = { key: "", found: null, problem: null };
let flight = null;

/** The part that asks for ways, and names them. */
export function waysPart() {
  const { board, answer } = session;
  if (!board.descriptors[form.descriptor]) form = { ...form, descriptor: board.verdict, state: "" };
  const known = answer.knowledge[form.descriptor];
  const states = board.descriptors[form.descriptor].states;
  if (!states.some(({ state }) => state === form.state)) form.state = (states.find(({ state }) => !known.includes(state)) ?? states[0]).state;
  return h(
    "section",
    { id: "ways", key: "ways", "aria-labelledby": "ways-head", tabindex: "-1", "data-refuge": "" },
    h("header", {}, h("h2", { id: "ways-head" }, "What would it take?"), h("p.quiet", {}, "All the smallest sets of changes that reach a state; each is proved by asking again.")),
    h(
      "form.asks",
      { onsubmit: (event) => void find(event) },
      h(
        "label.field",
        { key: "goal" },
        h("span", {}, "For"),
        h(
          "select",
          { value: form.descriptor, onchange: (event) => change({ descriptor: event.target.value, state: "" }) },
          derived().map((name) => h("option", { key: name, value: name, selected: name === form.descriptor }, titleOf(name))),
        ),
      ),
      h(
        "label.field",
        { key: "state" },
        h("span", {}, "to be"),
        h(
          "select",
          { value: form.state, onchange: (event) => change({ state: event.target.value }) },
          states.map(({ state }) => h("option", { key: state, value: state, selected: state === form.state }, stateOf(form.descriptor, state))),
        ),
      ),
      levers(),
      h("p.acts", { key: "acts" }, h("button.primary", { type: "submit", disabled: flight !== null }, flight ? "Searching …" : "Find the ways"), flight ? h("button", { type: "button", onclick: stop }, "Stop") : null),
    ),
    answered(),
  );
}

function derived() {
  const { board } = session;
  const rest = Object.keys(board.descriptors).filter((name) => !board.descriptors[name].observed && name !== board.verdict);
  return [board.verdict, ...rest.sort((one, other) => titleOf(one).localeCompare(titleOf(other)))];
}

function levers() {
  const actors = Object.entries(session.board.actors);
  if (!actors.length) return null;
  return h(
    "fieldset.levers",
    { key: "levers" },
    h("legend", {}, "Moved by"),
    h("p.quiet", {}, form.levers.size ? "" : "Anything observed may change; choose actors to allow only what they can move."),
    actors.map(([actor, title]) =>
      h(
        "label.check",
        { key: actor },
        h("input", {
          type: "checkbox",
          checked: form.levers.has(actor),
          onchange: (event) => {
            if (event.target.checked) form.levers.add(actor);
            else form.levers.delete(actor);
            refresh();
          },
        }),
        h("span", {}, said(title)),
      ),
    ),
  );
}

function change(part) {
  form = { ...form, ...part };
  refresh();
}

/** The question that the form asks beside what is asked already. */
function keyOf() {
  const goal = `goal=${encoded(`${form.descriptor}=${form.state}`)}`;
  const moved = [...form.levers].map((actor) => `levers=${encoded(actor)}`);
  return [goal, ...moved, queryOf(session.answered)].filter(Boolean).join("&");
}

async function find(event) {
  event.preventDefault();
  const key = keyOf();
  const words = `${titleOf(form.descriptor)} to be ${stateOf(form.descriptor, form.state)}`;
  flight?.abort();
  flight = new AbortController();
  refresh();
  const outcome = await outcomeOf("howto", `${key}&seconds=${SECONDS}`, flight.signal);
  flight = null;
  if (outcome) result = { key, words, levers: [...form.levers], ...outcome };
  if (outcome?.found) tell(`${outcome.found.ways.length ? counted(outcome.found.ways.length, "way") : "No way"}: ${words}.`);
  refresh();
}

function stop() {
  flight?.abort();
}

function answered() {
  const { found, problem, words, key } = result;
  if (problem) return h("p.problem", { key: "problem", role: "alert" }, said(problem.message));
  if (!found) return null;
  const actors = result.levers.map((actor) => session.board.actors[actor] ?? actor);
  const count = found.ways.length;
  const head = found.holds_already ? "That is so already." : count === 0 ? "There is no way." : count === 1 ? "There is one way. No part of it would do." : `There are ${count} ways. No part of any would do.`;
  return h(
    "div.result",
    { key: "result" },
    key === keyOf() ? null : staleLine(),
    h("p", {}, h("strong", {}, head), " ", said(words), actors.length ? said(`, moved by ${anyOf(actors, "and")}`) : "", "."),
    found.exhausted ? null : h("p.quiet", {}, "The time was up: there may be more."),
    found.barred ? barred(found.barred) : null,
    h("ol.ways-list", {}, found.ways.slice(0, MOST).map(way)),
    count > MOST ? h("p.quiet", {}, `… and ${count - MOST} more; kakehashi howto lists them all.`) : null,
  );
}

/** The rules that bar it, the fewest that do. */
function barred(found) {
  if (!found.sets.length) return h("p.quiet", { key: "barred" }, found.exhausted ? "No rule bars it; none makes it so, whichever are left out." : "What bars it was not found.");
  const size = found.sets[0].length;
  return h(
    "div",
    { key: "barred" },
    h("p.quiet", {}, `${size === 1 ? "Each of these rules bars it" : `These bar it, ${size} rules at a time`}; without ${size === 1 ? "it" : "them"} there is a way.`),
    h("ul.steps", {}, found.sets.slice(0, MOST).map((rules, at) => h("li", { key: at }, rules.map((rule) => h("span", { key: rule }, sentence(rule), " "))))),
  );
}

function way(one, at) {
  const turns = one.turns.map((turn) => h("span", { key: turn.descriptor }, linkTo(turn.descriptor), " ", said(statesOf(turn.descriptor, turn.after.known))));
  return h(
    "li",
    { key: at },
    h(
      "ul",
      {},
      one.changes.map((step) =>
        h("li", { key: step.descriptor }, linkTo(step.descriptor), " ", h("span.was", {}, said(statesOf(step.descriptor, step.before))), h("span.arrow", { role: "img", "aria-label": "to" }, "→"), h("strong", {}, said(stateOf(step.descriptor, step.state))), movers(step.descriptor)),
      ),
    ),
    turns.length ? h("details", {}, h("summary", {}, `${counted(turns.length, "conclusion")} turned by it`), h("p", {}, joined(turns))) : null,
    h("button.small", { type: "button", onclick: () => void pose(supposing(session.asked, one.changes.map((step) => [step.descriptor, [step.state]]))) }, "Try it"),
  );
}

function movers(name) {
  const who = moversOf(name);
  return who ? h("span.quiet", {}, " ", said(who)) : null;
}
