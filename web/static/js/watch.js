// What to watch: the facts that tip the verdict alone or with one other, and how robust it is.

import { queryOf } from "./address.js";
import { outcomeOf } from "./asking.js";
import { ruleLink } from "./rule.js";
import { pose, refresh, session, supposing, tell } from "./session.js";
import { linkTo, outcomeWords, ruleTitle, staleLine, stateOf, statesOf } from "./spoken.js";
import { h, said } from "./tree.js";
import { counted, joined, share, signed } from "./words.js";

const SECONDS = 20;
const MOST = 8;
let result = { key: "", found: null, problem: null };
let flight = null;

/** The part on what to watch. */
export function watchPart() {
  return h(
    "section.watch",
    { id: "watch", key: "watch", "aria-labelledby": "watch-head", tabindex: "-1", "data-refuge": "" },
    h("header", {}, h("h2", { id: "watch-head" }, "What to watch"), h("p.quiet", {}, "Each fact by what it would do to the verdict if it came out otherwise, alone or with one other.")),
    h("p.acts", { key: "acts" }, h("button.primary", { type: "button", onclick: () => void search(), disabled: flight !== null }, flight ? "Working it out …" : "Work it out"), flight ? h("button", { type: "button", onclick: () => flight?.abort() }, "Stop") : null),
    answered(),
  );
}

async function search() {
  const key = queryOf(session.answered);
  flight = new AbortController();
  refresh();
  const outcome = await outcomeOf("watch", `${key ? `${key}&` : ""}seconds=${SECONDS}`, flight.signal);
  flight = null;
  if (outcome) result = { key, ...outcome };
  if (outcome?.found) tell(`What to watch: ${counted(alone().length, "fact tips", "facts tip")} the verdict alone.`);
  refresh();
}

function alone() {
  return result.found.facts.filter((fact) => fact.tips_with === 1);
}

function answered() {
  const { found, problem, key } = result;
  if (problem) return h("p.problem", { key: "problem", role: "alert" }, said(problem.message));
  if (!found) return null;
  const first = alone();
  const second = found.facts.filter((fact) => fact.tips_with === 2);
  const rest = found.facts.filter((fact) => fact.tips_with === null);
  const moving = rest.filter((fact) => fact.moves_account);
  return h(
    "div.result",
    { key: "result" },
    key === queryOf(session.answered) ? null : staleLine(),
    part("Tips it alone", first, tipping),
    part("Tips it with one other", second, pairing),
    first.length + second.length ? null : h("p", {}, "No fact tips the verdict, alone or with one other."),
    moving.length ? h("p.quiet", {}, `${counted(moving.length, "more fact moves", "more facts move")} a balance and tip${moving.length === 1 ? "s" : ""} nothing; ${rest.length - moving.length} do nothing to it.`) : null,
    separations(found.separations),
    robustness(found.robustness),
  );
}

function part(title, facts, each) {
  if (!facts.length) return null;
  return h(
    "section",
    { key: title },
    h("h3", {}, title),
    h("ul.watched", {}, facts.slice(0, MOST).map((fact) => h("li", { key: fact.descriptor }, linkTo(fact.descriptor), h("span.quiet", {}, " is ", said(statesOf(fact.descriptor, fact.known))), each(fact)))),
    facts.length > MOST ? h("p.quiet", {}, `… and ${facts.length - MOST} more.`) : null,
  );
}

function verdictWords(verdict) {
  return `${outcomeWords(verdict.descriptor, verdict.status, verdict.states)}${verdict.status === "indicated" ? " is indicated" : ""}`;
}

function tipping(fact) {
  return h(
    "ul",
    {},
    fact.moves.filter((move) => move.tips).map((move) =>
      h("li", { key: move.state }, attempt([{ descriptor: fact.descriptor, state: move.state }], stateOf(fact.descriptor, move.state)), " ", said(verdictWords(move.verdict))),
    ),
  );
}

function pairing(fact) {
  return h(
    "ul",
    {},
    fact.sets.filter((one) => one.changes.length === 2).slice(0, 4).map((one, at) => {
      const words = one.changes.map((change) => h("span", { key: change.descriptor }, linkTo(change.descriptor), " ", h("strong", {}, said(stateOf(change.descriptor, change.state)))));
      return h("li", { key: at }, joined(words), ": ", said(verdictWords(one.verdict)), " ", attempt(one.changes, "Try it"));
    }),
  );
}

function attempt(changes, text) {
  return h("button.small", { type: "button", onclick: () => void pose(supposing(session.asked, changes.map((change) => [change.descriptor, [change.state]]))) }, said(text));
}

/** Which fact tells two scenarios apart best. */
function separations(found) {
  const pairs = (found?.pairs ?? []).filter((pair) => pair.facts.length);
  if (!pairs.length) return null;
  return h(
    "section",
    { key: "separations" },
    h("h3", {}, "What tells two scenarios apart"),
    h(
      "ul",
      {},
      pairs.slice(0, 6).map((pair) => {
        const fact = pair.facts[0];
        return h(
          "li",
          { key: `${pair.first} ${pair.second}` },
          said(`${stateOf(session.board.verdict, pair.first)} and ${stateOf(session.board.verdict, pair.second)}`),
          ": ",
          linkTo(fact.descriptor),
          h("span.quiet", {}, `, which comes out otherwise in ${share(fact.apart, 1)} of what-ifs`),
        );
      }),
    ),
    h("p.quiet", {}, "Shares of what-ifs, each counted once; they are not likelihoods."),
  );
}

function robustness(found) {
  if (!found) return null;
  const { graded } = found;
  const weights = new Set(found.reweighed.map(({ dissent: { rule, descriptor, state } }) => `${rule}:${descriptor}:${state}`));
  return h(
    "section",
    { key: "robustness" },
    h("h3", {}, "How robust it is"),
    h("p", {}, found.without.length ? `Left out, ${counted(found.without.length, "rule tips", "rules tip")} it:` : `Left out one by one, none of the ${found.rules} rules that bear on it tips it.`),
    dissenting(found.without, ({ rule }) => ruleTitle(rule)),
    h("p", {}, weights.size ? `One step up or down, ${counted(weights.size, "weight tips", "weights tip")} it:` : `One step up or down, none of ${found.weights} weights tips it.`),
    dissenting(found.reweighed, ({ rule, descriptor, state, weight }) => `${ruleTitle(rule)}: ${stateOf(descriptor, state)} ${signed(weight)}`),
    graded ? h("p", {}, `On facts of grade ${graded.grade} or better alone (${graded.kept} of ${graded.kept + graded.dropped.length}): `, said(verdictWords(graded.verdict)), ".") : null,
  );
}

/** The dissents that tip it, each with the verdict under it. */
function dissenting(listed, words) {
  if (!listed.length) return null;
  return [
    h("ul.watched", {}, listed.slice(0, MOST).map(({ dissent, verdict }, at) => h("li", { key: at }, said(words(dissent)), " ", ruleLink(dissent.rule), ": ", said(verdictWords(verdict))))),
    listed.length > MOST ? h("p.quiet", {}, `… and ${listed.length - MOST} more.`) : null,
  ];
}
