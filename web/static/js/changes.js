// What changed against the case itself: conclusions that turned, balances that moved, and what is responsible.

import { queryOf } from "./address.js";
import { outcomeOf } from "./asking.js";
import { isWhatIfShown, refresh, session, whenSettled } from "./session.js";
import { linkTo, ruleTitle, stateOf, statesOf, titleOf } from "./spoken.js";
import { h, said } from "./tree.js";
import { anyOf, counted, signed, statusWord } from "./words.js";

const AFTER = 300; // milliseconds in which nothing else is asked: to search what is responsible takes longer than to answer
let responsible = { query: "", found: null };
let timer = 0;
let flight = null;

whenSettled(() => {
  clearTimeout(timer);
  flight?.abort();
  const query = queryOf(session.answered);
  if (!isWhatIfShown() || session.answer.before.says === session.answer.says || responsible.query === query) return;
  timer = setTimeout(() => void search(query), AFTER);
});

async function search(query) {
  flight = new AbortController();
  const outcome = await outcomeOf("whatif", query, flight.signal);
  if (!outcome?.found) return; // what changed stands there without it
  responsible = { query, found: outcome.found.comparison.responsible };
  refresh();
}

/** What changed; nothing where nothing is asked beside the case. */
export function changesPart() {
  if (!isWhatIfShown()) return null;
  const { turned } = session.answer;
  const states = turned.filter((one) => one.before.known.join() !== one.after.known.join() || one.before.status !== one.after.status);
  const moved = turned.filter((one) => !states.includes(one));
  return h(
    "section.changes",
    { key: "changes", "aria-labelledby": "changes-head" },
    h("h2", { id: "changes-head" }, "What changed by that"),
    blame(),
    turned.length ? null : h("p.quiet", {}, "Nothing that the rules conclude came out otherwise."),
    states.length ? h("ul.turns", {}, states.map(turn)) : null,
    moved.length
      ? h(
          "details",
          { key: "moved" },
          h("summary", {}, `${counted(moved.length, "balance")} moved, and turned nothing`),
          h("ul.turns", {}, moved.map(move)),
        )
      : null,
  );
}

function turn(one) {
  const { descriptor, before, after } = one;
  const is = descriptor === session.board.verdict ? "is-verdict" : "";
  const same = before.known.join() === after.known.join();
  const left = ({ known, status }) => (status === "contradiction" ? statusWord(status) : statesOf(descriptor, known));
  return h(
    "li",
    { key: descriptor, class: is },
    linkTo(descriptor),
    h(
      "span",
      {},
      h("span.was", {}, said(left(before))),
      h("span.arrow", { role: "img", "aria-label": "is now" }, "→"),
      h("strong", {}, said(same && after.status !== "contradiction" ? `${left(after)} (${statusWord(after.status)})` : left(after))),
    ),
  );
}

function move(one) {
  const pairs = session.board.descriptors[one.descriptor].states
    .map(({ state }) => [state, one.before.balances[state], one.after.balances[state]])
    .filter(([, was, is]) => was !== is)
    .map(([state, was, is]) => `${stateOf(one.descriptor, state)} ${signed(is)} (was ${signed(was)})`);
  return h("li", { key: one.descriptor }, linkTo(one.descriptor), h("span.number", {}, said(pairs.join(", "))));
}

/** Which of several changes the turn of the verdict hangs on. */
function blame() {
  const { found, query } = responsible;
  if (!found || query !== queryOf(session.answered)) return null;
  const { sets } = found.undoing;
  const named = (names) => anyOf(names.map((name) => (name in session.board.descriptors ? titleOf(name) : ruleTitle(name))), "and");
  const single = sets.filter((one) => one.length === 1).map(([name]) => name);
  const text = single.length
    ? single.length > 1
      ? `Each is needed: without any one of ${anyOf(single.map((name) => named([name])), "and")} the verdict would be as before.`
      : `Without ${named(single)} the verdict would be as before.`
    : `Undoing one change alone does not bring the verdict back; it takes ${anyOf(sets.slice(0, 3).map((names) => `${named(names)} together`))}.`;
  return h("p.blame", { key: "blame" }, said(text));
}
