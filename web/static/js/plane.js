// The map of two descriptors: the verdict for every choice of a state for each; a cell is a button that goes there.

import { encoded, queryOf } from "./address.js";
import { outcomeOf } from "./asking.js";
import { inTheCase } from "./facts.js";
import { pose, refresh, session, supposing, whenSettled } from "./session.js";
import { outcomeWords, stateOf, titleOf } from "./spoken.js";
import { h, said } from "./tree.js";

const MOST = 144; // cells
const PATTERNS = 6; // outcomes that are told apart by their fill; all are by their words
const AFTER = 200; // milliseconds in which nothing else is asked
let axes = { down: "", across: "" };
let result = { key: "", found: null, problem: null };
let flight = null;
let flown = ""; // the question that is on its way
let isOpen = false;
let timer = 0;

whenSettled(() => {
  clearTimeout(timer);
  if (isOpen) timer = setTimeout(() => void load(), AFTER);
});

/** The part with the map. */
export function planePart() {
  const { board } = session;
  choose();
  const names = Object.keys(board.descriptors).filter((name) => !board.descriptors[name].context && name !== board.verdict);
  const observed = names.filter((name) => board.descriptors[name].observed).sort(byTitle);
  const derived = names.filter((name) => !board.descriptors[name].observed).sort(byTitle);
  const select = (which, label) =>
    h(
      "label.field",
      { key: which },
      h("span", {}, label),
      h(
        "select",
        { value: axes[which], onchange: (event) => turn(which, event.target.value) },
        [["Facts", observed], ["Conclusions", derived]].map(([group, listed]) => h("optgroup", { key: group, label: group }, listed.map((name) => h("option", { key: name, value: name, selected: name === axes[which] }, titleOf(name))))),
      ),
    );
  return h(
    "section.plane",
    { id: "plane", key: "plane", "aria-labelledby": "plane-head", tabindex: "-1", "data-refuge": "" },
    h("header", {}, h("h2", { id: "plane-head" }, "Map of two facts"), h("p.quiet", {}, "The verdict for every choice of both, all else as it is asked now. Press a cell to go there.")),
    h("div.asks", { key: "axes" }, select("down", "Down"), select("across", "Across")),
    table(),
  );
}

function byTitle(one, other) {
  return titleOf(one).localeCompare(titleOf(other));
}

/** At first the two facts that the verdict hangs on most. */
function choose() {
  const { board, answer } = session;
  const fits = (name) => name in board.descriptors && !board.descriptors[name].context;
  const observed = [...answer.hinges.map((one) => one.descriptor), ...answer.waits.map((one) => one.descriptor), ...board.themes.filter((theme) => theme.observed).flatMap((theme) => theme.descriptors)].filter(fits);
  if (!fits(axes.down)) axes.down = observed[0] ?? board.verdict;
  if (!fits(axes.across)) axes.across = observed.find((name) => name !== axes.down) ?? axes.down;
  if (!isOpen) {
    isOpen = true;
    timer = setTimeout(() => void load(), AFTER);
  }
}

function turn(which, name) {
  const other = which === "down" ? "across" : "down";
  axes = { ...axes, ...(axes[other] === name ? { [other]: axes[which] } : {}), [which]: name };
  refresh();
  void load();
}

/** The question of the map: what is asked of its two descriptors makes no difference to it. */
function keyOf() {
  const { answered } = session;
  const rest = { ...answered, changes: answered.changes.filter(([name]) => name !== axes.down && name !== axes.across) };
  return [`over=${encoded(axes.down)}`, `over=${encoded(axes.across)}`, queryOf(rest)].filter(Boolean).join("&");
}

async function load() {
  const key = keyOf();
  const size = session.board.descriptors[axes.down].states.length * session.board.descriptors[axes.across].states.length;
  if (result.key === key || flown === key || size > MOST || axes.down === axes.across) return;
  flight?.abort();
  flown = key;
  flight = new AbortController();
  const outcome = await outcomeOf("sweep", key, flight.signal);
  if (!outcome) return;
  result = { key, ...outcome };
  flown = "";
  refresh();
}

function table() {
  const { descriptors } = session.board;
  if (axes.down === axes.across) return h("p.quiet", { key: "none" }, "There is no second fact to put across.");
  const [down, across] = [descriptors[axes.down].states, descriptors[axes.across].states];
  if (down.length * across.length > MOST) return h("p.quiet", { key: "none" }, "These two have too many states for a map that can be read.");
  if (result.problem) return h("p.problem", { key: "problem" }, said(result.problem.message));
  const { found } = result;
  const fits = found && found.space.descriptors[0]?.descriptor === axes.down && found.space.descriptors[1]?.descriptor === axes.across;
  if (!fits) return h("p.quiet", { key: "none" }, "…");
  const here = (name, state) => session.answer.knowledge[name].length === 1 && session.answer.knowledge[name][0] === state;
  return h(
    "div.plane-frame",
    { key: "table", tabindex: "0", role: "region", "aria-label": "Map of verdicts", class: result.key === keyOf() ? "" : "is-stale" },
    h(
      "table.plane-table",
      {},
      h("caption.unseen", {}, `Verdict by ${titleOf(axes.down)} (down) and ${titleOf(axes.across)} (across)`),
      h("thead", {}, h("tr", {}, h("td", { key: "corner" }), across.map(({ state }) => h("th", { key: state, scope: "col" }, said(stateOf(axes.across, state)))))),
      h(
        "tbody",
        {},
        down.map(({ state: row }, at) =>
          h(
            "tr",
            { key: row },
            h("th", { key: "head", scope: "row" }, said(stateOf(axes.down, row))),
            across.map(({ state: column }, place) => {
              const number = found.cells[at * across.length + place];
              const isHere = here(axes.down, row) && here(axes.across, column);
              return h("td", { key: column }, cell(found.outcomes[number], number, row, column, isHere));
            }),
          ),
        ),
      ),
    ),
  );
}

function cell(outcome, number, row, column, isHere) {
  const words = outcomeWords(session.board.verdict, outcome.status, outcome.states);
  return h(
    "button.cell",
    {
      type: "button",
      class: `fill${session.board.descriptors[session.board.verdict].states.findIndex(({ state }) => outcome.status === "settled" && state === outcome.states[0]) % PATTERNS}${isHere ? " here" : ""}`,
      "aria-current": isHere ? "true" : null,
      "aria-label": `${stateOf(axes.down, row)}, ${stateOf(axes.across, column)}: ${words}${isHere ? ", here now" : ""}`,
      onclick: () => void pose(supposing(session.asked, [[axes.down, unlessStated(axes.down, row)], [axes.across, unlessStated(axes.across, column)]])),
    },
    said(words),
    isHere ? h("span.here-mark", {}, "here") : null,
  );
}

/** A state as what is supposed: what the case says itself is no what-if. */
function unlessStated(name, state) {
  const own = inTheCase(name);
  return own !== null && own.length === 1 && own[0] === state ? undefined : [state];
}
