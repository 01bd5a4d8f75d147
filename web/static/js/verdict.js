// The verdict: what it is, where each scenario stands, and what has to be known of it at once.

import { showAbsence } from "./detail.js";
import { linkTo, stateOf, statesOf, titleOf } from "./spoken.js";
import { session, suppose } from "./session.js";
import { h, said } from "./tree.js";
import { counted, joined } from "./words.js";

const HINGES = 2; // named at once
const WAITS = 4;

/** The verdict of the question that is shown. */
export function verdictPart() {
  const { answer, board } = session;
  const { verdict } = answer;
  return h(
    "section.verdict",
    { id: "verdict", key: "verdict", tabindex: "-1", "aria-labelledby": "verdict-head", "data-turn": session.turn, "data-status": verdict.status },
    h("p.eyebrow", {}, "Verdict", h("span.quiet", {}, " · ", said(titleOf(board.verdict)))),
    h("h2.verdict-line", { id: "verdict-head" }, line(verdict, answer.says)),
    scale(),
    before(),
    answer.cautions.map((text, at) => h("p.caution", { key: `caution${at}` }, said(text))),
    hinges(),
    waits(),
  );
}

/** Whether the rules indicate it: what is settled by what is stated of it alone is not indicated. */
function isIndicated() {
  const { verdict, standings } = session.answer;
  const { asserted, derived } = standings.find((one) => one.descriptor === verdict.descriptor) ?? { asserted: null, derived: [] };
  const states = verdict.states.join();
  return verdict.status === "indicated" && !(asserted?.join() === states && derived.join() !== states);
}

function line(verdict, says) {
  if (!isIndicated()) return said(says);
  return [h("strong", { key: "state" }, said(stateOf(verdict.descriptor, verdict.states[0]))), " is indicated"];
}

/** Every scenario with where it stands. */
function scale() {
  const { verdict, accounts } = session.answer;
  return h(
    "ol.scale",
    { "aria-label": "The scenarios", class: accounts.length > 4 ? "many" : "" },
    accounts.map((account) => {
      const [mark, word] = standing(verdict, account);
      return h(
        "li",
        { key: account.state, class: !account.left || verdict.status === "contradiction" ? "is-out" : verdict.states.length === 1 ? "is-it" : "is-left" },
        h("span.mark", { "aria-hidden": "true" }, mark),
        h("span.name", {}, said(stateOf(verdict.descriptor, account.state))),
        h("span.standing", {}, word),
        account.left && verdict.states.length === 1
          ? null
          : h(
              "button.small",
              { type: "button", onclick: () => showAbsence(verdict.descriptor, account.state), "aria-label": `Why not ${stateOf(verdict.descriptor, account.state)}?` },
              "why not?",
            ),
      );
    }),
  );
}

function standing(verdict, account) {
  if (verdict.status === "contradiction") return ["✕", "excluded"];
  if (account.left && verdict.status === "indicated") return ["●", isIndicated() ? "indicated" : "stated"];
  if (account.left && verdict.status === "tension") return ["▲", "asserted"];
  if (account.left) return ["◐", verdict.leaning.length < verdict.states.length && verdict.leaning.includes(account.state) ? "left, in front today" : "left"];
  return ["○", account.allowed ? "outweighed" : "excluded"];
}

function before() {
  const { before, says } = session.answer;
  if (before === null) return null;
  if (before.says === says) return h("p.before", { key: "before" }, h("span.whatif", {}, "what if"), " The verdict is as in the case itself.");
  return h("p.before.turned", { key: "before" }, h("span.whatif", {}, "what if"), " In the case itself: ", said(before.says), ".");
}

function hinges() {
  const found = session.answer.hinges.slice(0, HINGES);
  if (!found.length) return null;
  const named = found.map((one) => h("span", { key: one.descriptor }, linkTo(one.descriptor), " (", said(statesOf(one.descriptor, one.known)), ")"));
  return h("p", { key: "hinges" }, "It hangs most on ", joined(named), ".");
}

/** What to find out first, where the verdict is open: each with the states that it may be in. */
function waits() {
  const found = session.answer.waits;
  if (!found.length || session.answer.verdict.status === "indicated") return null;
  return h(
    "div.waits",
    { key: "waits" },
    h("h3", {}, "Find out first"),
    h(
      "ol",
      {},
      found.slice(0, WAITS).map((wait) =>
        h(
          "li",
          { key: wait.descriptor },
          linkTo(wait.descriptor),
          h("span.quiet", {}, ` ${counted(wait.reach, "pending rule waits", "pending rules wait")} for it: `),
          wait.states.map((state) =>
            h("button.small", { key: state, type: "button", onclick: () => void suppose(wait.descriptor, [state]) }, said(stateOf(wait.descriptor, state))),
          ),
        ),
      ),
    ),
    found.length > WAITS ? h("p.quiet", {}, `… and ${found.length - WAITS} more.`) : null,
  );
}
