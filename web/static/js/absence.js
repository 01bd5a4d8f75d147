// Why a state was not concluded: what it lost to, the rules for it and what blocks each, and the nearest miss.

import { sentence } from "./rule.js";
import { pose, session, supposing } from "./session.js";
import { effectOf, linkTo, stateOf, statesOf } from "./spoken.js";
import { h, said } from "./tree.js";
import { anyOf, counted, joined } from "./words.js";

const MOST = 8; // rules at once

/** Why not, as its document says it. */
export function absencePart(document) {
  if (document.concluded) return h("p", { key: "absence" }, "That is what is concluded.");
  const first = document.absences[0];
  return h(
    "div.absence",
    { key: "absence" },
    first.losses.map((loss, at) => h("p", { key: `loss${at}` }, lossOf(first, loss))),
    first.leads.filter((lead) => lead.short > 0 && lead.swing).map((lead, at) => h("p", { key: `lead${at}` }, said(`Pending rules may still add ${lead.swing} to ${stateOf(first.test.descriptor, lead.rival)}.`))),
    first.missed.length
      ? [
          h("h4", { key: "head" }, "For it, but did not fire"),
          h("ul.steps", { key: "missed" }, first.missed.slice(0, MOST).map((one) => missed(first.test.descriptor, one))),
          first.missed.length > MOST ? h("p.quiet", { key: "more" }, `… and ${first.missed.length - MOST} more.`) : null,
        ]
      : null,
    nearest(document),
  );
}

function lossOf(absence, loss) {
  const name = absence.test.descriptor;
  const state = stateOf(name, loss.state);
  if (loss.how === "stated") return [said(state), " is not what is stated: ", said(statesOf(name, absence.settling.known)), "."];
  if (loss.how === "default") return [said(state), " is not the default, and no rule on it can fire."];
  if (loss.how === "outweighed") return [said(state), " is outweighed: it is ", h("strong.number", {}, loss.margin), " behind ", said(stateOf(name, loss.by)), "."];
  return [said(state), " is excluded: ", loss.rules.map((rule) => h("span", { key: rule }, sentence(rule), " "))];
}

function missed(name, one) {
  return h(
    "li",
    { key: one.rule },
    h("span.effect", {}, said(effectOf(name, one))),
    sentence(one.rule),
    h("ul.premises", {}, one.blockers.map((blocker, at) => h("li", { key: at }, blocked(blocker))), one.exemptions.map((exemption, at) => h("li", { key: `e${at}` }, exempt(exemption)))),
  );
}

function blocked(blocker) {
  if (blocker.options) {
    return ["one of: ", joined(blocker.options.map((option, at) => h("span", { key: at }, joined(option.map((part, place) => h("span", { key: place }, blocked(part)))))), "or")];
  }
  const { descriptor, known } = blocker.reading;
  const asked = anyOf(blocker.reading.in.map((state) => stateOf(descriptor, state)));
  return [h("span.tag", {}, blocker.kind === "unknown" ? "waits" : "blocked"), " ", linkTo(descriptor), " ", h("strong", {}, said(asked)), " is asked for; it is ", said(statesOf(descriptor, known))];
}

function exempt(exemption) {
  return [h("span.tag", {}, "exception"), " ", joined(exemption.tests.map((test) => h("span", { key: test.descriptor }, linkTo(test.descriptor), " is ", said(statesOf(test.descriptor, test.known)))))];
}

/** The fewest changes that come closest, with a button that makes those of them that are facts. */
function nearest(document) {
  const near = document.nearest[0];
  if (!near) return null;
  const name = near.wanted.descriptor;
  const facts = near.changes.filter((change) => session.board.descriptors[change.descriptor].observed);
  const said_ = joined(near.changes.map((change) => h("span", { key: change.descriptor }, linkTo(change.descriptor), " ", h("strong", {}, said(anyOf(change.states.map((state) => stateOf(change.descriptor, state))))))));
  const outcome = near.reached ? `it would be ${statesOf(name, near.known)}.` : `it would still be ${statesOf(name, near.known)}.`;
  return h(
    "div.nearest",
    { key: "nearest" },
    h("h4", {}, "Nearest miss"),
    h("p", {}, near.rule ? `One rule lacks ${counted(near.changes.length, "thing")}. Were ` : "Were ", said_, ", ", said(outcome)),
    facts.length === near.changes.length && facts.length
      ? h("button.small", { type: "button", onclick: () => void pose(supposing(session.asked, facts.map((change) => [change.descriptor, change.states]))) }, "Try it")
      : null,
  );
}
