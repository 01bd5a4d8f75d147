"""How long a touch takes, as the browser sees it: from the press of a state until the answer is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from playwright.sync_api import Page

FACT, STATES = "us_russia.relations", ("thawing", "tense")  # tense in the case: the verdict's account moves each time

# Presses of a state and requests that ask nothing, in turn. A press ends when the frame after the painting of its answer has
# been handed on; what the page asks afterwards by itself is over before the next begins.
_MEASURED = """async ([fact, states, rounds]) => {
  const idle = (time) => new Promise(done => setTimeout(done, time));
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const shown = () => new Promise(done => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  }));
  const verdict = document.getElementById('verdict');
  const button = state => [...document.querySelectorAll(`[data-descriptor="${fact}"] .state`)]
    .find(one => one.textContent.includes(state));
  const answered = () => new Promise(done => {
    const watching = new MutationObserver(() => { watching.disconnect(); done(); });
    watching.observe(verdict, { attributes: true, attributeFilter: ['data-turn'] });
  });
  const found = { touches: [], answers: [], requests: [], frames: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const state of states) {
      await idle(700);
      let begun = performance.now();
      await (await fetch('api/none', { cache: 'no-store' })).text();
      found.requests.push(performance.now() - begun);
      await idle(30);
      const before = await frame();
      found.frames.push(await frame() - before);
      await idle(Math.random() * 16);
      begun = performance.now();
      const answer = answered();
      button(state).click();
      await answer;
      found.answers.push(performance.now() - begun);
      await shown();
      found.touches.push(performance.now() - begun);
    }
  }
  return found;
}"""


class Touches(Struct, frozen=True):
    """Milliseconds: of touches until they are on the screen, and until they are painted to it; of requests that ask nothing.

    `frame` is how long one frame of the screen lasts.
    """

    touches: tuple[float, ...]
    answers: tuple[float, ...]
    requests: tuple[float, ...]
    frame: float

    def beyond(self, part: float) -> float:
        """How many frames a touch takes beyond a request that asks nothing, at that part of each (0.5: the median)."""
        return (at(self.touches, part) - at(self.requests, part)) / self.frame


def measure(page: Page, rounds: int) -> Touches:
    """Touches a state and the one before it again, so many times each."""
    found = page.evaluate(_MEASURED, [FACT, list(STATES), rounds])
    return Touches(tuple(found["touches"]), tuple(found["answers"]), tuple(found["requests"]), at(found["frames"], 0.5))


def at(values: list[float] | tuple[float, ...], part: float) -> float:
    """The value below which so large a part of them lies."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * part))]
