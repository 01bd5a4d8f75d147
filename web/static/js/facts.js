// The facts by theme: each descriptor with its states as buttons, and where what is known of it comes from.

import { openAssertion } from "./assertion.js";
import { badge, factsOn, isOpened, sourceOf } from "./source.js";
import { linkTo, stateOf, statesOf } from "./spoken.js";
import { refresh, session, suppose, tell } from "./session.js";
import { h, once, said } from "./tree.js";
import { counted } from "./words.js";

/** The column of facts. */
export function factsColumn() {
  const { board, answer } = session;
  const observed = board.themes.filter((theme) => theme.observed);
  const derived = board.themes.filter((theme) => !theme.observed);
  const known = Object.keys(board.descriptors).filter((name) => board.descriptors[name].observed && isKnown(name)).length;
  const all = observed.reduce((sum, theme) => sum + theme.descriptors.length, 0);
  const rows = observed.map((theme) => themeOf(theme)).filter(Boolean);
  const conclusions = derived.map((theme) => themeOf(theme)).filter(Boolean);
  return h(
    "section.facts",
    { id: "facts", key: "facts", "aria-labelledby": "facts-head", tabindex: "-1", "data-refuge": "" },
    h(
      "header.facts-head",
      {},
      h("h2", { id: "facts-head" }, "Facts"),
      h("p.quiet", {}, `${counted(all, "descriptor")}, ${known} known`, answer.case.as_of ? `, as of ${answer.case.as_of}` : ""),
    ),
    h(
      "div.facts-tools",
      {},
      h("input.search", {
        type: "search",
        id: "search",
        placeholder: "Find a fact",
        "aria-label": "Find a fact, by its title, question or state",
        value: session.wanted,
        oninput: (event) => {
          session.wanted = event.target.value;
          refresh();
        },
      }),
      h(
        "label.several",
        { title: "A state that is touched is added to those left, or taken from them (or hold Ctrl or Shift)" },
        h("input", {
          type: "checkbox",
          checked: session.several,
          onchange: (event) => {
            session.several = event.target.checked;
            refresh();
          },
        }),
        "choose several",
      ),
    ),
    rows.length || conclusions.length ? rows : h("p.quiet", { key: "none" }, "Nothing here is called that."),
    conclusions.length
      ? h(
          "details.conclusions",
          { key: "conclusions", opened: session.wanted !== "" },
          h("summary", {}, h("h2", {}, "Conclusions"), h("span.quiet", {}, "drawn by the rules; set one to see what follows")),
          conclusions,
        )
      : null,
  );
}

function themeOf(theme) {
  const names = theme.descriptors.filter(isWanted);
  if (!names.length) return null;
  return h(
    "section.theme",
    { key: `${theme.observed}:${theme.name}` },
    h("h3", {}, said(theme.name)),
    h("ul", {}, names.map(row)),
  );
}

function isWanted(name) {
  const words = session.wanted.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return true;
  const found = session.board.descriptors[name];
  const text = [name, found.title, found.question, ...found.states.map((one) => one.says)].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

function isKnown(name) {
  return session.answer.knowledge[name].length < session.board.descriptors[name].states.length;
}

/** What this question changes of a descriptor: its states, null for nothing known, undefined where it is as the case says. */
export function changeOf(name) {
  return session.answered.changes.find(([changed]) => changed === name)?.[1];
}

/** The states that the case itself leaves of a descriptor; null where it says nothing. */
export function inTheCase(name) {
  const replaced = session.answer.replaced.find((one) => one.descriptor === name);
  if (changeOf(name) !== undefined) return replaced?.states ?? null;
  return factsOn(name).length ? session.answer.knowledge[name] : null;
}

/** The row of a descriptor; most of them are as they were before a touch, and are not made again. */
function row(name) {
  const { board, answer } = session;
  const own = inTheCase(name)?.join("|") ?? null;
  const stated = JSON.stringify(factsOn(name));
  return once(name, [board, answer.knowledge[name].join("|"), changeOf(name), own, stated, session.shown === name, isOpened(name)], () => made(name));
}

function made(name) {
  const found = session.board.descriptors[name];
  const change = changeOf(name);
  const kinds = [change !== undefined && "changed", session.shown === name && "shown"].filter(Boolean).join(" ");
  return h(
    "li.fact",
    { key: name, class: kinds, "data-descriptor": name },
    h("div.fact-head", {}, linkTo(name, found.title, { class: "fact-title", title: found.question }), badge(name)),
    found.context ? number(name) : states(name),
    change === undefined ? null : changed(name),
    sourceOf(name),
  );
}

/** A number that no rule reads: kept, and not reasoned on. */
function number(name) {
  const fact = factsOn(name)[0];
  const unit = session.board.descriptors[name].number?.unit ?? "";
  const value = fact ? `${Array.isArray(fact.value) ? fact.value.join("|") : fact.value} ${unit}` : "not known";
  return h("p.context", {}, said(value), h("span.quiet", {}, " · no rule reads it"));
}

/** The states of a descriptor as a group of buttons: one stop of the tabulator, with arrows between. */
export function states(name) {
  const found = session.board.descriptors[name];
  const known = session.answer.knowledge[name];
  const open = known.length === found.states.length;
  const pressed = (state) => !open && known.includes(state);
  const first = open ? null : known[0];
  return h(
    "div.states",
    { role: "group", "aria-label": found.title, onkeydown: move },
    found.states.map(({ state }) => {
      const mark = !pressed(state) ? "○" : known.length > 1 ? "◐" : "●";
      return h(
        "button.state",
        {
          key: state,
          type: "button",
          "aria-pressed": String(pressed(state)),
          tabindex: state === first ? "0" : "-1",
          onclick: (event) => touch(name, state, event),
        },
        h("span.mark", { "aria-hidden": "true" }, mark),
        said(stateOf(name, state)),
      );
    }),
    found.observed || changeOf(name) !== undefined
      ? h(
          "button.state.unknown",
          {
            key: "?",
            type: "button",
            "aria-pressed": String(open),
            tabindex: open ? "0" : "-1",
            onclick: () => forget(name),
          },
          h("span.mark", { "aria-hidden": "true" }, "?"),
          found.observed ? "unknown" : "by the rules",
        )
      : null,
  );
}

function touch(name, state, event) {
  const found = session.board.descriptors[name];
  const known = session.answer.knowledge[name];
  const all = found.states.map((one) => one.state);
  const own = inTheCase(name);
  if (session.several || event.shiftKey || event.ctrlKey || event.metaKey) {
    const left = supposedOf(name) ?? known;
    const had = left.length === all.length ? [] : left;
    const next = all.filter((one) => (one === state ? !had.includes(one) : had.includes(one)));
    if (found.number && next.length && all.indexOf(next.at(-1)) - all.indexOf(next[0]) >= next.length) {
      tell("Only neighbouring intervals can be left of a number.");
      return;
    }
    if (next.length) void supposeOrDrop(name, next.length === all.length ? null : next, own);
    return;
  }
  void supposeOrDrop(name, [state], own);
}

/** The states that a question leaves of a descriptor that has no answer yet; nothing where that makes no difference. */
function supposedOf(name) {
  const found = session.board.descriptors[name];
  const change = session.asked.changes.find(([changed]) => changed === name)?.[1];
  if (session.asked === session.answered || change === undefined || found.number) return undefined;
  return change === null ? found.states.map(({ state }) => state) : change.split("|");
}

function forget(name) {
  const { observed } = session.board.descriptors[name];
  void supposeOrDrop(name, observed ? null : undefined, inTheCase(name));
}

/** What the case says itself is no what-if. */
function supposeOrDrop(name, states, own) {
  const same = states === null ? own === null : own !== null && states?.length === own.length && states.every((one) => own.includes(one));
  const known = session.answer.knowledge[name];
  const stays = changeOf(name) === undefined && states?.length === known.length && states.every((one) => known.includes(one));
  return suppose(name, same || stays ? undefined : states);
}

function move(event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(event.target);
  if (at < 0) return;
  const to = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : step ? at + step : null;
  if (to === null) return;
  event.preventDefault();
  buttons[(to + buttons.length) % buttons.length].focus();
}

/** The line that says a fact is a what-if, with ways back and on. */
function changed(name) {
  const own = inTheCase(name);
  const { observed } = session.board.descriptors[name];
  const was = own === null ? (observed ? "not known" : "by the rules") : statesOf(name, own);
  return h(
    "p.whatif-line",
    {},
    h("span.whatif", {}, "what if"),
    h("span", {}, " in the case: ", said(was)),
    h("button.small", { type: "button", onclick: () => void suppose(name, undefined), "aria-label": `Reset ${session.board.descriptors[name].title}` }, "reset"),
    changeOf(name) === null
      ? null
      : h(
          "button.small",
          { type: "button", "aria-haspopup": "dialog", onclick: () => openAssertion(name), "aria-label": `Assert ${session.board.descriptors[name].title}` },
          "assert …",
        ),
  );
}
