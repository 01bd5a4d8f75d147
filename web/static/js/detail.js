// What is looked at: how it stands, why it is so down to facts, and why it is not otherwise.

import { encoded, queryOf } from "./address.js";
import { bars } from "./accounts.js";
import { absencePart } from "./absence.js";
import { outcomeOf } from "./asking.js";
import { states } from "./facts.js";
import { proofPart } from "./proof.js";
import { readingOf, sentence } from "./rule.js";
import { refresh, session, show, shown, whenSettled } from "./session.js";
import { factPart, factsOn } from "./source.js";
import { knownOf, stateOf, statesOf } from "./spoken.js";
import { h, said } from "./tree.js";
import { counted, statusWord } from "./words.js";

const AFTER = 60; // milliseconds in which nothing else is asked
let proof = { key: "", found: null, problem: null };
let absence = { key: "", descriptor: "", state: "", found: null, problem: null };
const flights = { why: null, whynot: null };
let timer = 0;

whenSettled(() => {
  clearTimeout(timer);
  timer = setTimeout(() => void load(), AFTER);
});

async function load() {
  const name = shown();
  const query = queryOf(session.answered);
  if (!name || session.board.descriptors[name].context) return;
  if (absence.descriptor !== name) absence = { key: "", descriptor: "", state: "", found: null, problem: null };
  const jobs = [];
  const wanted = proofKey(name);
  if (proof.key !== wanted && !session.board.descriptors[name].observed) {
    jobs.push(fetched("why", `goal=${encoded(name)}&${query}`).then((outcome) => outcome && (proof = { key: wanted, ...outcome })));
  }
  if (absence.state) {
    const goal = `${name}=${absence.state}`;
    const key = proofKey(goal);
    if (absence.key !== key) {
      const { descriptor, state } = absence;
      jobs.push(
        fetched("whynot", `goal=${encoded(goal)}&${query}`).then((outcome) => {
          if (outcome && absence.descriptor === descriptor && absence.state === state) absence = { key, descriptor, state, ...outcome };
        }),
      );
    }
  }
  if (jobs.length) {
    await Promise.all(jobs);
    refresh();
  }
}

/** What is asked of a goal, by which an answer to an earlier question is told. */
function proofKey(goal) {
  return `${goal}?${queryOf(session.answered)}`;
}

async function fetched(path, query) {
  flights[path]?.abort();
  flights[path] = new AbortController();
  return await outcomeOf(path, query, flights[path].signal);
}

/** Looks at a state that was not concluded, and why it was not. */
export function showAbsence(descriptor, state) {
  absence = { key: "", descriptor, state, found: null, problem: null };
  show(descriptor);
  const part = document.getElementById("detail");
  part?.scrollIntoView({ block: "nearest" });
  part?.focus({ preventScroll: true });
}

/** The part on what is looked at. */
export function detailPart() {
  const name = shown();
  const found = session.board.descriptors[name];
  return h(
    "section.detail",
    { id: "detail", key: "detail", tabindex: "-1", "data-refuge": "", "aria-labelledby": "detail-head" },
    h(
      "header",
      { key: "head" },
      h("h2", { id: "detail-head" }, said(found.title)),
      h("p.question", {}, said(found.question), " ", h("code.id", {}, said(name))),
    ),
    found.context ? null : states(name),
    found.observed ? facts(name) : conclusion(name),
    found.context ? null : otherwise(name),
    found.observed ? readers(name) : rulesOn(name),
  );
}

function facts(name) {
  const stated = factsOn(name);
  if (!stated.length) return h("p.quiet", { key: "facts" }, "Nothing is stated of it in this case.");
  return h("div", { key: "facts" }, stated.map((fact, at) => h("div", { key: at }, factPart(fact))));
}

function conclusion(name) {
  const standing = session.answer.standings.find((one) => one.descriptor === name);
  const status = session.answer.status[name];
  const table = session.board.descriptors[name].states.map(({ state }) => {
    const balance = standing.balances[state];
    return { state, up: Math.max(0, balance), down: Math.min(0, balance), out: !standing.allowed.includes(state), left: session.answer.knowledge[name].includes(state) };
  });
  const weighed = table.some((one) => one.up || one.down);
  return [
    h(
      "p.stands",
      { key: "stands" },
      h("strong", {}, said(knownOf(name))),
      status === "contradiction" ? " The rules that fired leave none of its states." : ` (${statusWord(status)}${standing.ground === "default" ? ", by default" : ""})`,
      standing.tension ? [" The rules derive ", said(statesOf(name, standing.tension.derived)), "; what is stated is used."] : null,
    ),
    weighed ? bars(name, table) : null,
    h("h3", { key: "why" }, "Why"),
    proof.found?.goal === name
      ? h("div", { key: "proof", class: proof.key === proofKey(name) ? "" : "is-stale" }, proofPart(proof.found))
      : proof.problem
        ? refused(proof.problem)
        : h("p.quiet", { key: "wait" }, "…"),
  ];
}

function refused(problem) {
  return h("p.problem", { key: "problem" }, said(problem.message));
}

/** For each state that is not left: why not. */
function otherwise(name) {
  const known = session.answer.knowledge[name];
  const others = session.board.descriptors[name].states.filter(({ state }) => !(known.length === 1 && known[0] === state));
  const asked = absence.descriptor === name ? absence.state : "";
  return h(
    "div.otherwise",
    { key: "otherwise" },
    h("h3", {}, "Why not"),
    h(
      "p.acts",
      { role: "group", "aria-label": "Why not" },
      others.map(({ state }) =>
        h(
          "button.small",
          { key: state, type: "button", "aria-pressed": String(state === asked), onclick: () => (state === asked ? showAbsence(name, "") : showAbsence(name, state)) },
          said(stateOf(name, state)),
          "?",
        ),
      ),
    ),
    asked ? (absence.found ? h("div", { key: "absence", class: absence.key === proofKey(`${name}=${asked}`) ? "" : "is-stale" }, absencePart(absence.found)) : absence.problem ? refused(absence.problem) : h("p.quiet", { key: "wait" }, "…")) : null,
  );
}

function readers(name) {
  const rules = Object.entries(session.board.rules).filter(([, rule]) => rule.reads.includes(name));
  return listed("Read by", rules);
}

function rulesOn(name) {
  const rules = Object.entries(session.board.rules).filter(([, rule]) => name in rule.impact || name in rule.then);
  return listed("Every rule on it", rules);
}

function listed(title, rules) {
  if (!rules.length) return h("p.quiet", { key: "rules" }, "No rule reads it.");
  const order = ["fired", "pending: it waits for facts", "ruled out", "left out by your dissent"];
  const read = rules.map(([name]) => [name, readingOf(name)]).sort(([, one], [, other]) => order.indexOf(one) - order.indexOf(other));
  return h(
    "details.rules",
    { key: "rules" },
    h("summary", {}, `${title}: ${counted(rules.length, "rule")}`),
    h("ul", {}, read.map(([name, reading]) => h("li", { key: name, class: reading.split(" ")[0].replace(":", "") }, h("span.tag", {}, reading.split(":")[0]), " ", sentence(name)))),
  );
}
