// A proof as a tree that is opened step by step, down to facts with their sources.

import { sentence } from "./rule.js";
import { refresh, session } from "./session.js";
import { effectOf, linkTo, stateOf, statesOf, titleOf } from "./spoken.js";
import { h, said } from "./tree.js";
import { anyOf, counted, isWhatIf, joined } from "./words.js";

const opened = new Set(); // the ways of premises that are open

/** The proof of the goal of an explanation. */
export function proofPart(document) {
  const proof = document.proofs[document.goal];
  return h("div.proof", { key: "proof" }, steps(document, document.goal, document.goal), proof.facts.length ? factLine(proof.facts) : null, support(document.support));
}

function steps(document, name, way) {
  const proof = document.proofs[name];
  const all = [...proof.strict, ...proof.weighing];
  const first = all.filter((step) => proof.enough.includes(step.rule));
  const rest = all.filter((step) => !proof.enough.includes(step.rule));
  if (!all.length && !proof.facts.length) return h("p.quiet", { key: "none" }, "No rule on it fired, and nothing is stated of it.");
  return [
    h("ul.steps", { key: "steps" }, (first.length ? first : all).map((step) => stepOf(document, name, step, way))),
    first.length && rest.length
      ? h(
          "details",
          { key: "rest" },
          h("summary", {}, `${counted(rest.length, "more rule")} fired, and decided nothing here`),
          h("ul.steps", {}, rest.map((step) => stepOf(document, name, step, way))),
        )
      : null,
  ];
}

function stepOf(document, name, step, way) {
  return h(
    "li",
    { key: step.rule },
    h("span.effect", {}, said(effectOf(name, step))),
    sentence(step.rule),
    h("ul.premises", {}, step.premises.map((test) => premise(document, test, `${way} ${step.rule} ${test.descriptor}`))),
    step.assumed.length
      ? h("p.quiet", {}, "Assumed: ", joined(step.assumed.map((test) => said(`${titleOf(test.descriptor)} is not known to be ${anyOf(test.in.map((state) => stateOf(test.descriptor, state)))}`))), ".")
      : null,
  );
}

function premise(document, test, way) {
  const proof = document.proofs[test.descriptor];
  const says = [linkTo(test.descriptor), " ", h("strong", {}, said(statesOf(test.descriptor, test.known)))];
  if (!proof || session.board.descriptors[test.descriptor].observed) return h("li", { key: way }, says, proof?.facts.length ? factLine(proof.facts) : null);
  const isOpen = opened.has(way);
  return h(
    "li",
    { key: way },
    h(
      "button.fold",
      {
        type: "button",
        "aria-expanded": String(isOpen),
        "aria-label": `Why ${session.board.descriptors[test.descriptor].title}`,
        onclick: () => {
          if (!opened.delete(way)) opened.add(way);
          refresh();
        },
      },
      isOpen ? "▾" : "▸",
    ),
    says,
    isOpen ? [steps(document, test.descriptor, way), proof.facts.length ? factLine(proof.facts) : null] : null,
  );
}

function factLine(facts) {
  const said_ = facts.map((fact) =>
    isWhatIf(fact) ? "what if" : [fact.kind, fact.grade, fact.source?.publisher || fact.source?.title, fact.since && `since ${fact.since}`].filter(Boolean).join(", "),
  );
  return h("span.quiet", { key: "facts" }, " · ", said(said_.join("; ")));
}

/** The facts that are enough for it, and those that it cannot do without. */
function support(found) {
  if (!found) return null;
  const named = (names) => joined(names.map((name) => h("span", { key: name }, linkTo(name))));
  return h(
    "p.support",
    { key: "support" },
    found.sufficient.length ? ["Enough for it: ", named(found.sufficient), ` (of ${found.of} that it could rest on).`] : "It rests on no fact.",
    found.needed.length ? [" It cannot do without ", named(found.needed), "."] : null,
  );
}
