// The keys that undo and redo.

import { redo, undo } from "./session.js";

/** Listens for Ctrl-Z and Ctrl-Y (and their likes), but where somebody is writing. */
export function listen() {
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isWritten(event.target)) return;
    const key = event.key.toLowerCase();
    const act = key === "z" ? (event.shiftKey ? redo : undo) : key === "y" && !event.shiftKey ? redo : null;
    if (act === null) return;
    event.preventDefault();
    act();
  });
}

function isWritten(element) {
  return element.closest("dialog") !== null || element.matches("textarea, select, input:not([type=checkbox], [type=radio])");
}
