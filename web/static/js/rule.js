// A rule: its sentence where it is named, and on its own with its paragraphs and weights; and how to disagree with it.

import { closeDialog, openDialog } from "./dialog.js";
import { dissent, reweigh, session, show } from "./session.js";
import { linkTo, stateOf, titleOf } from "./spoken.js";
import { h, said } from "./tree.js";
import { anyOf, cited, signed } from "./words.js";

const WEIGHTS = [3, 2, 1, 0, -1, -2, -3];

/** Opens a rule. */
export function openRule(name) {
  openDialog(() => view(name));
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
    { type: "button", title: name, "aria-label": `${label}, rule: ${rule?.title ?? name}`, "aria-haspopup": "dialog", onclick: () => openRule(name) },
    label,
  );
}

/** How a rule reads in the answer that is shown. */
export function readingOf(name) {
  const { rules } = session.answer;
  if (session.answered.without.includes(name)) return "left out by your dissent";
  if (rules.fired.includes(name)) return "fired";
  return rules.pending.includes(name) ? "pending: it waits for facts" : "ruled out";
}

function view(name) {
  const rule = session.board.rules[name];
  if (!rule) return { title: name, body: h("p", {}, "There is no such rule in this base.") };
  const left = session.asked.without.includes(name);
  return {
    title: said(rule.title),
    body: [
      h("p.quiet", { key: "reading" }, h("code", {}, said(rule.name)), " · ", readingOf(name)),
      h("p.says", { key: "says" }, said(rule.says)),
      rule.cite.length ? paragraphs(rule.cite) : null,
      h("p", { key: "reads" }, "It reads ", rule.reads.length ? rule.reads.map((one, at) => [at ? ", " : "", through(one)]) : "nothing: it always holds", "."),
      effects(name, rule),
      rule.note ? h("p.quiet", { key: "note" }, said(rule.note)) : null,
      h(
        "div.dissent",
        { key: "dissent" },
        h("h3", {}, "Disagree"),
        h("p.quiet", {}, "For this question alone. The answer says that you do, and so does the address."),
        h(
          "button",
          { type: "button", "aria-pressed": String(left), onclick: () => void dissent(name, !left) },
          left ? "Take it in again" : "Leave this rule out",
        ),
      ),
    ],
  };
}

function through(descriptor) {
  return linkTo(descriptor, titleOf(descriptor), {
    onclick: (event) => {
      event.preventDefault();
      closeDialog();
      show(descriptor);
    },
  });
}

function paragraphs(cites) {
  return h(
    "dl.paragraphs",
    { key: "paragraphs" },
    cites.map((number) => [
      h("dt", { key: `t${number}` }, `¶${number}`),
      h("dd", { key: `d${number}` }, said(session.board.paragraphs[number] ?? "")),
    ]),
  );
}

function effects(name, rule) {
  const narrowed = Object.entries(rule.then);
  const weighed = Object.entries(rule.impact);
  return [
    narrowed.map(([descriptor, states]) =>
      h("p", { key: `n${descriptor}` }, "It leaves of ", through(descriptor), " only ", h("strong", {}, said(anyOf(states.map((one) => stateOf(descriptor, one))))), "."),
    ),
    weighed.map(([descriptor, weights]) =>
      h(
        "fieldset.weights-asked",
        { key: `w${descriptor}` },
        h("legend", {}, "It weighs ", said(titleOf(descriptor))),
        Object.entries(weights).map(([state, authored]) => weightAsked(name, descriptor, state, authored)),
      ),
    ),
  ];
}

function weightAsked(name, descriptor, state, authored) {
  const key = `${name}:${descriptor}:${state}`;
  const asked = session.asked.weights.find((word) => word.slice(0, word.lastIndexOf("=")) === key);
  const value = asked === undefined ? authored : Number(asked.slice(asked.lastIndexOf("=") + 1));
  const choices = [...new Set([...WEIGHTS, authored, value])].sort((one, other) => other - one);
  return h(
    "label",
    { key: state },
    h("span", {}, said(stateOf(descriptor, state))),
    h(
      "select",
      {
        disabled: session.asked.without.includes(name),
        onchange: (event) => {
          const number = Number(event.target.value);
          void reweigh(key, number === authored ? null : number);
        },
      },
      choices.map((one) => h("option", { key: one, value: String(one), selected: one === value }, one === authored ? `${signed(one)} as authored` : signed(one))),
    ),
    value === authored ? null : h("span.whatif", {}, "your weight"),
  );
}
