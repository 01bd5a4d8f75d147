// The page: what there is on it, and in which order. It is painted whole after every answer; only what differs is touched.

import { accountsPart } from "./accounts.js";
import { changesPart } from "./changes.js";
import { detailPart } from "./detail.js";
import { repaintDialog } from "./dialog.js";
import { factsColumn } from "./facts.js";
import { graphPart, watchPlaces } from "./graph.js";
import { changesBar, headPart, strip } from "./head.js";
import { listen } from "./history.js";
import { planePart } from "./plane.js";
import { attach, begin, dropAll, session, undo } from "./session.js";
import { repaintTip } from "./source.js";
import { h, paint, said } from "./tree.js";
import { verdictPart } from "./verdict.js";
import { watchPart } from "./watch.js";
import { waysPart } from "./ways.js";

const root = document.getElementById("page");

function repaint() {
  const { board, answer } = session;
  paint(root, problemPart(), board && answer ? whole() : null);
  repaintDialog();
  if (board && answer) {
    document.title = `${answer.says} · ${answer.case.name} · Kakehashi`;
    watchPlaces();
    repaintTip();
  }
}

function whole() {
  return [
    headPart(),
    changesBar(),
    strip(),
    h(
      "main.columns",
      { key: "main", "aria-busy": session.busy ? "true" : null },
      factsColumn(),
      h("div.middle", { key: "middle" }, verdictPart(), changesPart(), accountsPart()),
      h("div.right", { key: "right" }, graphPart(), detailPart()),
      h("div.below", { key: "below" }, waysPart(), watchPart(), planePart()),
    ),
    footPart(),
  ];
}

/** Why the latest question has no answer; what was answered before stays on the page. */
function problemPart() {
  const { problem, answer } = session;
  if (!problem) return session.board ? null : h("p.waiting", { key: "waiting" }, "The explorer is being opened …");
  const listed = problem.problems.length ? problem.problems : [{ message: problem.message, hint: "", file: "" }];
  return h(
    "section.problem",
    { key: "problem", role: "alert", "data-refuge": "", tabindex: "-1" },
    h("h2", {}, answer ? "That has no answer; what is shown is the one before" : "That has no answer"),
    h("ul", {}, listed.map((one, at) => h("li", { key: at }, one.file ? [h("code", {}, said(one.file)), ": "] : null, said(one.message), one.hint ? [". ", h("span.quiet", {}, said(one.hint))] : "."))),
    h(
      "p.acts",
      {},
      session.at > 0 ? h("button", { type: "button", onclick: undo }, "Go back") : null,
      h("button", { type: "button", onclick: () => void dropAll() }, "Ask the case itself"),
      answer ? null : h("a", { href: location.pathname }, "Ask the case of this server"),
    ),
  );
}

function footPart() {
  const { answer, board } = session;
  return h(
    "footer.foot-of-page",
    { key: "foot" },
    h(
      "p.quiet",
      {},
      "Answered by the ",
      answer.evaluator,
      " evaluator",
      answer.instead ? `: ${answer.instead}` : "",
      ". No probabilities are computed; balances are not likelihoods. Rules ",
      h("code", {}, board.base.rules_hash.slice(0, 12)),
      ", vocabulary ",
      h("code", {}, board.base.vocabulary_hash.slice(0, 12)),
      ".",
    ),
  );
}

function speak(text) {
  const element = document.getElementById("spoken");
  element.textContent = "";
  element.textContent = text;
}

attach(repaint, speak);
listen();
await begin();
