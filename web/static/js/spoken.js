// The words of a base: titles and states, who can move what, and links that lead to a descriptor.

import { session, show } from "./session.js";
import { h, said } from "./tree.js";
import { anyOf } from "./words.js";

/** The title of a descriptor. */
export function titleOf(name) {
  return session.board.descriptors[name]?.title ?? name;
}

/** A state as it is said, an interval of a number in words. */
export function stateOf(descriptor, state) {
  const found = session.board.descriptors[descriptor]?.states.find((one) => one.state === state);
  return (found?.says ?? state).replaceAll("_", " ");
}

/** States as text; all there are is nothing known. */
export function statesOf(descriptor, states, joint = "or") {
  const all = session.board.descriptors[descriptor]?.states ?? [];
  if (states.length === all.length && all.length > 1) return "not known";
  return anyOf(states.map((state) => stateOf(descriptor, state)), joint);
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
