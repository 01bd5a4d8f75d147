// What was typed into a form and is not sent yet: this tab keeps it, so that loading the page again loses nothing.

const key = (name) => `draft ${name}`;

/** Keeps what stands in a form under a name. */
export function keepDraft(form, name) {
  sessionStorage.setItem(key(name), JSON.stringify([...new FormData(form)]));
}

/** Fills a form with what was kept of it, where anything was. */
export function fillIn(form, name) {
  const said = JSON.parse(sessionStorage.getItem(key(name)) ?? "null");
  if (said === null) return;
  for (const field of form.elements) {
    const words = said.filter(([one]) => one === field.name).map(([, word]) => word);
    if (field.type === "checkbox") field.checked = words.includes(field.value);
    else if (words.length) field.value = words[0];
  }
}

/** Forgets what was kept: it is sent. */
export function dropDraft(name) {
  sessionStorage.removeItem(key(name));
}
