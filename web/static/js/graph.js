// The inference graph: facts as small marks, conclusions as boxes in rows, and between them what carries and what waits.
//
// Where things stand depends on the base and the width alone, so that a touch moves nothing: it only lights other ways.

import { changeOf } from "./facts.js";
import { pathOf, routed } from "./routes.js";
import { refresh, session, show, shown } from "./session.js";
import { knownOf, statesOf, titleOf } from "./spoken.js";
import { h, said } from "./tree.js";
import { statusWord } from "./words.js";

const MARK = 14; // pixels, of the mark of a fact as it stands on its tip
const MARKS = { contradiction: "✕", tension: "▲", not_separated: "=", open: "◐", settled: "" };
let lines = new Map(); // "source>target" → its path, measured after boxes were placed
let drawn = null; // the field and the board for which they were measured
const sizes = new ResizeObserver(() => requestAnimationFrame(measure));

/** The graph of the base, lit by the answer that is shown. */
export function graphPart() {
  const { board } = session;
  const near = shown();
  return h(
    "section.graph",
    { id: "graph", key: "graph", tabindex: "-1", "aria-labelledby": "graph-head" },
    h(
      "header.graph-head",
      {},
      h("h2", { id: "graph-head" }, "What carries it"),
      h("p.quiet", {}, "Facts above, conclusions below. Press one to see why."),
    ),
    h(
      "div.drawing",
      { id: "drawing", role: "group", "aria-label": "Inference graph: arrows move, Enter shows why", onkeydown: move },
      h("svg", { "aria-hidden": "true", focusable: "false" }, ways(near)),
      h("div.dots", {}, board.themes.filter((theme) => theme.observed).map((theme) => dots(theme, near))),
      board.rows.map((row, at) => h("div.row", { key: `row${at}` }, row.map((name) => node(name, near)))),
    ),
    legend(),
    board.left_out ? h("p.quiet", { key: "left-out" }, `${board.left_out} more conclusions are not drawn; they are among the facts on the left.`) : null,
  );
}

function ways(near) {
  const flows = new Map(session.answer.flows.map((flow) => [`${flow.source}>${flow.target}`, flow]));
  const drawn = [];
  for (const [source, target] of session.board.ways) {
    const key = `${source}>${target}`;
    const path = lines.get(key);
    if (!path) continue;
    const flow = flows.get(key);
    const isNear = source === near || target === near;
    // The ways of facts are many: those of what is looked at are drawn, and those of what-ifs.
    if (session.board.descriptors[source].observed && !isNear && !(flow && changeOf(source) !== undefined)) continue;
    const kinds = ["way", flow?.kind ?? "idle"];
    if (flow?.leads) kinds.push("leads");
    if (isNear) kinds.push("near");
    if (changeOf(source) !== undefined) kinds.push("changed");
    drawn.push([flow ? (flow.leads ? 2 : 1) : 0, h("path", { key, d: path, class: kinds.join(" ") })]);
  }
  return drawn.sort(([one], [other]) => one - other).map(([, path]) => path);
}

function dots(theme, near) {
  const names = theme.descriptors.filter((name) => !session.board.descriptors[name].context);
  return names.length ? h("div.dot-theme", { key: theme.name, title: theme.name }, names.map((name) => dot(name, near))) : null;
}

function dot(name, near) {
  const known = session.answer.knowledge[name];
  const all = session.board.descriptors[name].states.length;
  const kind = known.length === all ? "is-unknown" : known.length > 1 ? "is-partly" : "is-known";
  const isChanged = changeOf(name) !== undefined;
  const text = `${titleOf(name)}: ${statesOf(name, known)}${isChanged ? ", what if" : ""}`;
  return h(
    "button.dot",
    {
      key: name,
      type: "button",
      class: [kind, isChanged && "changed", name === near && "near"].filter(Boolean).join(" "),
      title: text,
      "aria-label": text,
      "aria-current": name === near ? "true" : null,
      tabindex: name === near ? "0" : "-1",
      "data-node": name,
      onclick: () => show(name),
    },
    h("span", { "aria-hidden": "true" }),
  );
}

function node(name, near) {
  const status = session.answer.status[name];
  const known = knownOf(name);
  const turned = session.answer.turned.find((one) => one.after.known.join() !== one.before.known.join() && one.descriptor === name);
  const isVerdict = name === session.board.verdict;
  const words = [titleOf(name), known, status === "settled" || status === "contradiction" ? "" : statusWord(status), turned ? "turned" : ""];
  return h(
    "button.node",
    {
      key: name,
      type: "button",
      class: [isVerdict && "is-verdict", `is-${status}`, turned && "turned", name === near && "near"].filter(Boolean).join(" "),
      title: words.filter(Boolean).join(": "),
      "aria-label": words.filter(Boolean).join(", "),
      "aria-current": name === near ? "true" : null,
      tabindex: name === near ? "0" : "-1",
      "data-node": name,
      onclick: () => show(name),
    },
    h("span.node-title", {}, said(titleOf(name))),
    h(
      "span.node-value",
      {},
      turned ? h("span.turned-mark", { key: "turned", "aria-hidden": "true" }, "→") : null,
      MARKS[status] ? h("span.mark", { key: "mark", "aria-hidden": "true" }, MARKS[status]) : null,
      said(known),
    ),
  );
}

function legend() {
  const line = (kind) => h("svg", { class: "sample", viewBox: "0 0 26 8", "aria-hidden": "true", focusable: "false" }, h("path", { d: "M1 4H25", class: `way ${kind}` }));
  return h(
    "p.legend",
    { key: "legend" },
    h("span", {}, line("carries leads"), "carries the verdict"),
    h("span", {}, line("carries"), "carries"),
    h("span", {}, line("waits"), "waits for facts"),
    h("span", {}, h("span.dot-sample.is-known", {}), "known"),
    h("span", {}, h("span.dot-sample.is-partly", {}), "partly"),
    h("span", {}, h("span.dot-sample.is-unknown", {}), "unknown"),
    h("span", {}, h("span.dot-sample.is-known.changed", {}), "what if"),
    h("span", {}, h("span.turned-mark", {}, "→"), "turned by it"),
  );
}

/** Has the ways placed anew whenever the boxes stand otherwise: that is where the base is another, or the width. */
export function watchPlaces() {
  const field = document.getElementById("drawing");
  if (drawn?.field === field && drawn.board === session.board) return;
  drawn = { field, board: session.board };
  sizes.disconnect();
  sizes.observe(field); // which tells of it at once, and then of every other size
}

function measure() {
  const { field, board } = drawn;
  if (!field.isConnected) return;
  const from = field.getBoundingClientRect();
  const boxes = new Map();
  for (const element of field.querySelectorAll("[data-node]")) {
    const box = element.getBoundingClientRect();
    const rim = element.matches(".dot") ? (box.width - MARK) / 2 : 0; // a mark is smaller than what is pressed
    boxes.set(element.dataset.node, { left: box.left - from.left + rim, right: box.right - from.left - rim, top: box.top - from.top + rim, bottom: box.bottom - from.top - rim });
  }
  const ways = board.ways.filter((ends) => ends.every((name) => boxes.has(name)));
  lines = new Map([...routed(boxes, ways, from.width)].map(([key, way]) => [key, pathOf(way)]));
  refresh();
}

/** Arrows move to the nearest node that way. */
function move(event) {
  const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
  const here = event.target.closest("[data-node]");
  if (!step || !here) return;
  event.preventDefault();
  const middle = (element) => {
    const box = element.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };
  const [x, y] = middle(here);
  let best = null;
  for (const element of event.currentTarget.querySelectorAll("[data-node]")) {
    const [left, top] = middle(element);
    const along = (left - x) * step[0] + (top - y) * step[1];
    const aside = Math.abs((left - x) * step[1]) + Math.abs((top - y) * step[0]);
    if (along < 4 || (step[0] && aside > 12)) continue;
    const far = along + 0.6 * aside;
    if (best === null || far < best.far) best = { far, element };
  }
  best?.element.focus();
}
