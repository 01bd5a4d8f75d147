// The one dialog: what is in it is painted anew with the page, and what opened it gets the focus back.

import { h, paint } from "./tree.js";

let view = null;
let opener = null;

function element() {
  let found = document.getElementById("dialog");
  if (!found) {
    found = document.createElement("dialog");
    found.id = "dialog";
    found.setAttribute("aria-labelledby", "dialog-head");
    found.addEventListener("close", () => {
      view = null;
      paint(found);
      if (opener?.isConnected) opener.focus();
      opener = null;
    });
    found.addEventListener("click", (event) => event.target === found && found.close());
    document.body.append(found);
  }
  return found;
}

/** Opens the dialog on a view: a function of nothing that makes a title and what is below it. */
export function openDialog(wanted) {
  const found = element();
  view = wanted;
  if (!found.open) {
    opener = document.activeElement;
    repaintDialog();
    found.showModal();
  } else {
    repaintDialog();
  }
  (found.querySelector("[autofocus]") ?? found.querySelector("#dialog-head")).focus();
}

export function closeDialog() {
  element().close();
}

/** Whether the dialog is open on a view. */
export function isOpenOn(wanted) {
  return view !== null && view === wanted;
}

/** Paints the dialog again, where it is open. */
export function repaintDialog() {
  if (view === null) return;
  const { title, body } = view();
  paint(
    element(),
    h(
      "div.dialog",
      { "data-refuge": "", tabindex: "-1" },
      h(
        "header",
        {},
        h("h2", { id: "dialog-head", tabindex: "-1" }, title),
        h("button.close", { type: "button", onclick: closeDialog, "aria-label": "Close" }, "×"),
      ),
      body,
    ),
  );
}
