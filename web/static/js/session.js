// What is asked now, what was answered, and every way to ask something else. Nothing is drawn here.

import { isChanged, queryOf, readAddress, withChange } from "./address.js";
import { ask, Refusal } from "./asking.js";

export const session = {
  asked: { place: {}, changes: [], without: [], weights: [] },
  answered: null, // what the answer that is shown was asked with
  board: null, // what stays: descriptors, rules, themes
  answer: null, // the exploration
  problem: null, // why the latest question has no answer
  busy: false,
  shown: "", // the descriptor that is looked at
  several: false, // whether touching a state adds it to those left
  wanted: "", // what is searched for among the facts
  turn: 0, // how many answers were painted
  at: 0, // the place in the history of the window
  top: 0, // and how far it goes
};

let repaint = () => {};
let speak = () => {};
let flight = null;
let asking = 0;
const settled = new Set(); // told when an answer stands, for what may come after it

/** Says what paints, and what says aloud. */
export function attach(painting, speaking) {
  repaint = painting;
  speak = speaking;
}

/** Has something called whenever an answer stands. */
export function whenSettled(act) {
  settled.add(act);
}

/** Paints what there is; for what changes nothing that is asked. */
export function refresh() {
  repaint();
}

/** Says something aloud to who listens and does not look. */
export function tell(text) {
  speak(text);
}

/** Begins with what the address asks. */
export async function begin() {
  session.asked = readAddress(location.search);
  session.shown = namedIn(location.hash);
  session.at = history.state?.at ?? 0;
  session.top = Math.max(session.at, Number(sessionStorage.getItem("top") ?? 0));
  history.replaceState({ at: session.at }, "");
  addEventListener("popstate", (event) => {
    if (event.state === null) {
      history.replaceState({ at: session.at }, ""); // a link within the page
      return;
    }
    session.at = event.state.at;
    const before = placeOf(session.asked);
    session.asked = readAddress(location.search);
    void turn(placeOf(session.asked) !== before);
  });
  await turn(true);
}

/** Asks something else: it takes a place of its own in the history, so that it can be undone. */
export async function pose(asked, anew = false) {
  if (queryOf(asked) === queryOf(session.asked) && !anew) return;
  session.asked = asked;
  session.at += 1;
  session.top = session.at;
  sessionStorage.setItem("top", String(session.top));
  history.pushState({ at: session.at }, "", `${location.pathname}?${queryOf(asked)}${location.hash}`);
  await turn(anew);
}

/** A question with some descriptors set: each with a list of states, null for nothing, undefined for what the case says. */
export function supposing(asked, pairs) {
  const value = (name, states) => {
    if (!Array.isArray(states)) return states;
    return session.board.descriptors[name]?.number ? rangeOf(states) : states.join("|");
  };
  return pairs.reduce((found, [name, states]) => withChange(found, name, value(name, states)), asked);
}

/** Sets what is known of a descriptor for this question: a list of states, null for nothing, undefined for what the case says. */
export function suppose(descriptor, states) {
  return pose(supposing(session.asked, [[descriptor, states]]));
}

/** Neighbouring intervals of a number as one: `<1` and `1..<4` are `<4`. */
function rangeOf(intervals) {
  const bounds = intervals.map((one) => {
    const [low, high] = one.startsWith("<") ? ["", one.slice(1)] : one.startsWith(">=") ? [one.slice(2), ""] : one.split("..<");
    return { low, high };
  });
  const { low } = bounds[0];
  const { high } = bounds.at(-1);
  return low === "" ? `<${high}` : high === "" ? `>=${low}` : `${low}..<${high}`;
}

/** Asks the case itself. */
export function dropAll() {
  return pose({ ...session.asked, changes: [], without: [], weights: [] });
}

/** Leaves a rule out, or takes it in again. */
export function dissent(rule, leave) {
  const without = session.asked.without.filter((name) => name !== rule);
  const weights = leave ? session.asked.weights.filter((word) => !word.startsWith(`${rule}:`)) : session.asked.weights;
  return pose({ ...session.asked, without: leave ? [...without, rule] : without, weights });
}

/** Gives a weight another value: `RULE:D:S` and a number, or null for the authored one. */
export function reweigh(weight, number) {
  const weights = session.asked.weights.filter((word) => word.slice(0, word.lastIndexOf("=")) !== weight);
  return pose({ ...session.asked, weights: number === null ? weights : [...weights, `${weight}=${number}`] });
}

/** Asks another case, or another base; what was tried on the one before is no what-if of this one. */
export function turnTo(place) {
  session.shown = "";
  return pose({ place, changes: [], without: [], weights: [] }, true);
}

export function undo() {
  if (session.at > 0) history.back();
}

export function redo() {
  if (session.at < session.top) history.forward();
}

/** Looks at a descriptor. */
export function show(descriptor) {
  session.shown = descriptor;
  history.replaceState(history.state, "", `${location.pathname}${location.search}#${encodeURIComponent(descriptor)}`);
  refresh();
  for (const act of settled) act();
}

/** The descriptor that is looked at: the verdict, where none was chosen. */
export function shown() {
  const { board, shown: chosen } = session;
  return board && Object.hasOwn(board.descriptors, chosen) ? chosen : (board?.verdict ?? "");
}

/** The descriptor after the `#` of an address; none where it was cut off within a letter. */
function namedIn(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}

/** The case that is asked, and its base, as the query of an address. */
export function placeOf(asked) {
  return queryOf({ place: asked.place, changes: [], without: [], weights: [] });
}

/** Asks; an answer that comes after another question was asked is not painted. `anew` asks for what stays, too. */
async function turn(anew) {
  const mine = (asking += 1);
  flight?.abort();
  flight = new AbortController();
  const { signal } = flight;
  const asked = session.asked;
  const slow = setTimeout(() => {
    session.busy = true;
    refresh();
  }, 250);
  try {
    const fresh = anew || !session.board;
    const laid = async () => indexed(await ask("board", placeOf({ place: pick(asked.place) }), signal));
    let [board, answer] = await Promise.all([fresh ? laid() : session.board, ask("explore", queryOf(asked), signal)]);
    if (!fresh && !isOf(board, answer)) board = await laid();
    if (mine !== asking) return;
    Object.assign(session, { board, answer, answered: asked, problem: null, busy: false, turn: session.turn + 1 });
    refresh();
    tell(heard(answer));
    for (const act of settled) act();
  } catch (error) {
    if (mine !== asking || error.name === "AbortError") return;
    if (!(error instanceof Refusal)) throw error;
    Object.assign(session, { problem: error, busy: false });
    refresh();
    tell(`No answer. ${error.message}`);
  } finally {
    clearTimeout(slow);
  }
}

/** Whether an answer is one to the board: elsewhere another case may have been begun meanwhile, or the base written otherwise. */
function isOf(board, answer) {
  return board.case === answer.case.name && ["rules_hash", "vocabulary_hash"].every((hash) => board.base[hash] === answer.base[hash]);
}

/** The board with its lists by name, in the order in which they came. */
function indexed(board) {
  const by = (listed, key = "id") => Object.fromEntries(listed.map((one) => [one[key], one]));
  const paragraphs = Object.fromEntries(board.paragraphs.map(({ number, gist }) => [number, gist]));
  const actors = Object.fromEntries(board.actors.map(({ id, title }) => [id, title]));
  return { ...board, descriptors: by(board.descriptors), rules: by(board.rules), paragraphs, actors };
}

/** The accounts of a descriptor that the verdict turns on, or of the verdict. */
export function accountsOf(name) {
  return name === session.board.verdict ? session.answer.accounts : session.answer.pivot_accounts[name];
}

function pick(place) {
  return Object.fromEntries(Object.entries(place).filter(([name]) => name === "case" || name === "base"));
}

function heard(answer) {
  if (answer.before === null) return `${answer.says}.`;
  if (answer.before.says === answer.says) return `As before: ${answer.says}.`;
  return `${answer.says}. In the case itself: ${answer.before.says}.`;
}

/** Whether the question that is shown changes anything. */
export function isWhatIfShown() {
  return session.answered !== null && isChanged(session.answered);
}
