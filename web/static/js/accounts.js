// The accounts: what stands for and against each state, as diverging bars, and rule by rule.

import { ruleLink, sentence } from "./rule.js";
import { accountsOf, session } from "./session.js";
import { linkTo, stateOf, titleOf } from "./spoken.js";
import { h, said } from "./tree.js";
import { anyOf, signed } from "./words.js";

/** Why: what excludes a scenario, and the balances that decide. */
export function accountsPart() {
  const { answer, board } = session;
  const others = answer.crux.filter((name) => name !== board.verdict);
  const ofVerdict = answer.accounts;
  const decides = answer.crux.includes(board.verdict);
  const weighed = ofVerdict.some((one) => one.promoting.length || one.restricting.length || one.pending.length);
  return h(
    "section.accounts",
    { id: "accounts", key: "accounts", tabindex: "-1", "aria-labelledby": "accounts-head" },
    h("h2", { id: "accounts-head" }, "Why"),
    strict(ofVerdict),
    decides && weighed ? account(board.verdict, answer.verdict.status === "contradiction" ? "" : "The scenarios' balances decide") : null,
    others.map((name) => account(name, lead(name))),
    weighed && !decides
      ? h(
          "details.aside",
          { key: "own" },
          h("summary", {}, "The scenarios' own balances, which do not decide here"),
          account(board.verdict, ""),
        )
      : null,
    h("p.quiet", { key: "foot" }, "Balances are sums of weights, not likelihoods."),
  );
}

/** The strict rules on the verdict: what they exclude, and by which sentence. */
function strict(accounts) {
  const out = accounts.filter((one) => one.excluding.length);
  if (!out.length) return null;
  return h(
    "ul.strict",
    { key: "strict" },
    out.map((one) =>
      h(
        "li",
        { key: one.state },
        h("strong", {}, said(stateOf(session.board.verdict, one.state))),
        " is excluded: ",
        one.excluding.map((rule) => h("span", { key: rule }, sentence(rule), " ")),
      ),
    ),
  );
}

function lead(name) {
  const pivot = session.answer.pivots.find((one) => one.descriptor === name);
  if (pivot) {
    const over = anyOf(pivot.over.map((state) => stateOf(name, state)));
    return `${stateOf(name, pivot.state)} leads ${over} by ${pivot.lead}`;
  }
  const pointer = session.answer.pointers.find((one) => one.descriptor === name);
  if (!pointer) return "";
  const front = anyOf(pointer.states.map((state) => stateOf(name, state)), "and");
  if (pointer.states.length > 1) return `${front} are level`;
  return pointer.over.length ? `${front} leads ${anyOf(pointer.over.map((state) => stateOf(name, state)))} by ${pointer.lead} today` : `${front} is left`;
}

/** The account of one descriptor: a bar for each state, then its rules. */
function account(name, remark) {
  const accounts = accountsOf(name);
  const balances = Object.fromEntries(accounts.map((one) => [one.state, one]));
  return h(
    "section.account",
    { key: name, "aria-label": `Account of ${titleOf(name)}` },
    h("header", {}, h("h3", {}, linkTo(name)), remark ? h("span.remark", {}, said(remark)) : null),
    bars(name, accounts.map((one) => ({ state: one.state, up: sum(one.promoting), down: sum(one.restricting), out: !one.allowed, left: one.left }))),
    byRule(name, balances),
  );
}

function sum(items) {
  return items.reduce((total, item) => total + item.weight, 0);
}

/** Diverging bars about one zero line: what restricts to the left, what promotes to the right, and the balance as a mark. */
export function bars(name, rows) {
  const most = Math.max(1, ...rows.map((one) => one.up));
  const least = Math.min(-1, ...rows.map((one) => one.down));
  const at = (value) => `${(((value - least) / (most - least)) * 100).toFixed(2)}%`;
  const wide = (value) => `${((Math.abs(value) / (most - least)) * 100).toFixed(2)}%`;
  return h(
    "table.bars",
    { key: "bars" },
    h("caption.unseen", {}, `Balances of ${titleOf(name)}`),
    h("thead.unseen", {}, h("tr", {}, ["State", "Bar", "Against", "For", "Balance"].map((word) => h("th", { key: word, scope: "col" }, word)))),
    h(
      "tbody",
      {},
      rows.map((one) => {
        const balance = one.up + one.down;
        return h(
          "tr",
          { key: one.state, class: [one.left && "left", one.out && "out"].filter(Boolean).join(" ") },
          h("th", { scope: "row" }, said(stateOf(name, one.state)), one.out ? h("span.tag", {}, "excluded") : null),
          h(
            "td.span",
            { "aria-hidden": "true" },
            h(
              "span.track",
              {},
              h("span.down", { style: { left: at(one.down), width: wide(one.down) } }),
              h("span.up", { style: { left: at(0), width: wide(one.up) } }),
              h("span.zero", { style: { left: at(0) } }),
              one.up && one.down ? h("span.net", { style: { left: at(balance) } }) : null,
            ),
          ),
          h("td.number.part", {}, one.down ? signed(one.down) : "0"),
          h("td.number.part", {}, signed(one.up)),
          h("td.number.balance", {}, signed(balance)),
        );
      }),
    ),
  );
}

/** The rules of an account, each once: those for the state in front, those against it, those that wait. */
function byRule(name, accounts) {
  const states = Object.keys(accounts);
  const rules = new Map();
  const add = (rule, state, weight, pending) => {
    if (!rules.has(rule)) rules.set(rule, { rule, weights: [], pending, narrows: session.board.rules[rule]?.then[name] });
    if (state) rules.get(rule).weights.push([state, weight]);
  };
  for (const state of states) {
    for (const item of [...accounts[state].promoting, ...accounts[state].restricting]) add(item.rule, state, item.weight, false);
    for (const item of accounts[state].pending) add(item.rule, state, item.weight, true);
    for (const rule of [...accounts[state].requiring, ...accounts[state].excluding]) add(rule, "", 0, false);
  }
  const front = states.reduce((best, state) => (balanceOf(accounts[state]) > balanceOf(accounts[best]) ? state : best), states[0]);
  const ahead = states.filter((state) => accounts[state].left).length === 1 ? states.find((state) => accounts[state].left) : front;
  const pull = (one) => {
    const table = Object.fromEntries(one.weights);
    const rivals = states.filter((state) => state !== ahead && accounts[state].allowed);
    return (table[ahead] ?? 0) - Math.max(...(rivals.length ? rivals : states.filter((state) => state !== ahead)).map((state) => table[state] ?? 0));
  };
  const fired = [...rules.values()].filter((one) => !one.pending);
  const groups = [
    ["Strictly", fired.filter((one) => one.narrows && !one.weights.length)],
    [`For ${stateOf(name, ahead)}`, fired.filter((one) => one.weights.length && pull(one) > 0)],
    ["Against it", fired.filter((one) => one.weights.length && pull(one) < 0)],
    ["Weighing otherwise", fired.filter((one) => one.weights.length && pull(one) === 0)],
    ["Waiting for facts", [...rules.values()].filter((one) => one.pending)],
  ];
  return h(
    "div",
    { key: "rules" },
    groups
      .filter(([, listed]) => listed.length)
      .map(([title, listed]) =>
        h(
          "details.group",
          { key: title, opened: title !== "Waiting for facts" && listed.length < 12 },
          h("summary", {}, h("h4", {}, said(title)), h("span.quiet", {}, String(listed.length))),
          h("ul", {}, listed.sort((one, other) => Math.abs(pull(other)) - Math.abs(pull(one))).map((one) => item(name, one))),
        ),
      ),
  );
}

function balanceOf(account) {
  return account.balance;
}

function item(name, one) {
  const rule = session.board.rules[one.rule];
  return h(
    "li",
    { key: one.rule, class: one.pending ? "pending" : "" },
    h("span.sentence", {}, said(rule?.says ?? one.rule), " ", ruleLink(one.rule)),
    h("span.weights", {}, effects(name, one)),
  );
}

function effects(name, one) {
  const parts = one.narrows ? [h("span.weight.only", { key: "only" }, said(`only ${anyOf(one.narrows.map((state) => stateOf(name, state)))}`))] : [];
  return [...parts, ...one.weights.map(([state, weight]) => weightOf(name, state, weight))];
}

/** A weight as a small bar beside its number. */
function weightOf(name, state, weight) {
  const size = `${Math.min(Math.abs(weight), 3) * 16.66}%`;
  return h(
    "span.weight",
    { key: state, class: weight > 0 ? "for" : "against" },
    h("span.state-name", {}, said(stateOf(name, state))),
    " ",
    h("span.number", {}, signed(weight)),
    h("span.tiny", { "aria-hidden": "true" }, h("span.fill", { style: weight > 0 ? { left: "50%", width: size } : { right: "50%", width: size } })),
  );
}
