// The words of a base: titles and states, who can move what, and links that lead to a descriptor.

import { session, show } from "./session.js";
import { h, said } from "./tree.js";
import { anyOf, signed, statusWord } from "./words.js";

/** The title of a descriptor. */
export function titleOf(name) {
  return session.board.descriptors[name]?.title ?? name;
}

/** The title of a rule. */
export function ruleTitle(name) {
  return session.board.rules[name]?.title ?? name;
}

/** A state as it is said, an interval of a number in words. */
export function stateOf(descriptor, state) {
  const found = session.board.descriptors[descriptor]?.states.find((one) => one.state === state);
  return found?.says ?? state;
}

/** States as text; all there are is nothing known. */
export function statesOf(descriptor, states, joint = "or") {
  const all = session.board.descriptors[descriptor]?.states ?? [];
  if (states.length === all.length && all.length > 1) return "not known";
  return anyOf(states.map((state) => stateOf(descriptor, state)), joint);
}

/** What came out of a descriptor: its state, or how it stands and the states that are left; a contradiction leaves none. */
export function outcomeWords(descriptor, status, states) {
  if (status === "settled" || status === "indicated") return statesOf(descriptor, states);
  return status === "contradiction" ? statusWord(status) : `${statusWord(status)}: ${anyOf(states.map((state) => stateOf(descriptor, state)))}`;
}

/** What is known of a descriptor by the answer that is shown; of a contradiction, that it is one. */
export function knownOf(name) {
  const { knowledge, status } = session.answer;
  return status[name] === "contradiction" ? statusWord(status[name]) : statesOf(name, knowledge[name]);
}

/** Who can move a descriptor, as text; nothing of one that follows from others. */
export function moversOf(name) {
  const { lever } = session.board.descriptors[name];
  return anyOf(lever.map((actor) => (actor === "external" ? "nobody in the case" : (session.board.actors[actor] ?? actor))));
}

/** What a rule does to a descriptor, as text. */
export function effectOf(name, { narrows, weights }) {
  const only = narrows ? [`only ${anyOf(narrows.map((state) => stateOf(name, state)))}`] : [];
  return [...only, ...weights.map(([state, weight]) => `${stateOf(name, state)} ${signed(weight)}`)].join(", ");
}

/** What is said of an answer to a question that is no longer the one asked. */
export function staleLine() {
  return h("p.stale", {}, h("span.whatif", {}, "earlier"), " What is asked has changed since this was worked out.");
}

/** A link that looks at a descriptor. */
export function linkTo(descriptor, text = titleOf(descriptor), props = {}) {
  const onclick = (event) => {
    event.preventDefault();
    show(descriptor);
    document.getElementById("detail")?.scrollIntoView({ block: "nearest", behavior: "auto" });
  };
  return h("a.link", { href: `#${encodeURIComponent(descriptor)}`, onclick, ...props }, said(text));
}
