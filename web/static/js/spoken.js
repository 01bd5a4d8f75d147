// The words of a base: titles, states, and buttons that lead to a descriptor or a rule.

import { openRule } from "./rule.js";
import { session, show } from "./session.js";
import { h, said } from "./tree.js";
import { anyOf, cited } from "./words.js";

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

/** The sentence of a rule with its paragraphs, which open it. */
export function sentence(name) {
  const rule = session.board.rules[name];
  if (!rule) return h("span", {}, said(name));
  return h("span.sentence", {}, said(rule.says), " ", ruleLink(name));
}

/** The paragraphs of a rule as a button that opens it. */
export function ruleLink(name) {
  const rule = session.board.rules[name];
  const label = cited(rule?.cite ?? []) || "rule";
  return h(
    "button.cite",
    { type: "button", title: name, "aria-label": `${label}, rule ${name}`, "aria-haspopup": "dialog", onclick: () => openRule(name) },
    label,
  );
}
