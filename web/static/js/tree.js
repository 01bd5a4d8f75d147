// A tree of elements, painted by changing only what differs: what has the focus keeps it.
//
// Whatever a user wrote becomes a text node or an attribute, never markup, and what would turn the order of letters
// round is shown as what it is.

const SVG = "http://www.w3.org/2000/svg";
const HARMFUL =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden"]);
const SVG_TAGS = new Set(["svg", "path", "g"]);
const known = new WeakMap(); // element → { name, props }

/** A text in which nothing is hidden. */
export function plain(text) {
  return String(text).replace(HARMFUL, (sign) => `⟨U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** An element to be painted; its kids are elements, texts, lists of them, or nothing. */
export function h(tag, props, ...kids) {
  const [name, ...classes] = tag.split(".");
  const all = { ...props };
  if (classes.length) all.class = [...classes, all.class].filter(Boolean).join(" ");
  return { tag: name, props: all, kids };
}

/** What a user wrote, kept apart from the direction of the text around it. */
export function said(text) {
  return h("bdi", {}, text);
}

/** Makes the children of an element those that are wanted. The focus stays where it was, or goes to the nearest refuge. */
export function paint(root, ...kids) {
  const active = document.activeElement;
  const refuges = [];
  for (let at = active; at && at !== document.body; at = at.parentElement) if (at.dataset?.refuge !== undefined) refuges.push(at);
  patchKids(root, kids.flat(Infinity));
  if (!active || active === document.body || document.activeElement === active) return;
  if (active.isConnected) active.focus({ preventScroll: true });
  else refuges.find((one) => one.isConnected)?.focus({ preventScroll: true });
}

function patchKids(parent, wanted) {
  const names = new Map();
  const kids = [];
  for (const kid of wanted) {
    if (kid === null || kid === undefined || kid === false || kid === "") continue;
    const node = typeof kid === "object" ? kid : { text: plain(kid) };
    let name = node.text !== undefined ? "#text" : `${node.tag}:${node.props.key ?? ""}`;
    const count = names.get(name) ?? 0;
    names.set(name, count + 1);
    if (count) name += `#${count}`;
    kids.push([name, node]);
  }
  const kept = new Set(kids.map(([name]) => name));
  const old = new Map();
  for (const child of [...parent.childNodes]) {
    const name = known.get(child)?.name;
    if (name !== undefined && kept.has(name)) old.set(name, child);
    else child.remove();
  }
  let cursor = parent.firstChild;
  for (const [name, node] of kids) {
    let child = old.get(name);
    if (child === undefined) {
      child = create(node);
      known.set(child, { name, props: {} });
    }
    if (child === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(child, cursor);
    patch(child, node);
  }
}

function create(node) {
  if (node.text !== undefined) return document.createTextNode(node.text);
  const made = SVG_TAGS.has(node.tag) ? document.createElementNS(SVG, node.tag) : document.createElement(node.tag);
  if (node.props.opened) made.open = true; // at first; afterwards they are the reader's
  if (node.props.ticked) made.checked = true;
  return made;
}

function patch(element, node) {
  if (node.text !== undefined) {
    if (element.data !== node.text) element.data = node.text;
    return;
  }
  const had = known.get(element);
  for (const name of Object.keys(had.props)) if (!(name in node.props)) put(element, name, null, had.props[name]);
  patchKids(element, node.kids.flat(Infinity));
  for (const [name, value] of Object.entries(node.props)) put(element, name, value, had.props[name]);
  had.props = node.props;
}

function put(element, name, value, before) {
  if (name === "key" || name === "opened" || name === "ticked") return;
  if (name.startsWith("on")) {
    element[name] = value;
  } else if (name === "style") {
    for (const key of Object.keys(before ?? {})) if (!(key in (value ?? {}))) element.style.removeProperty(key);
    for (const [key, said] of Object.entries(value ?? {})) if (before?.[key] !== said) element.style.setProperty(key, said);
  } else if (PROPERTIES.has(name)) {
    if (element[name] !== value) element[name] = value ?? (name === "value" ? "" : false);
  } else if (value === null || value === undefined || value === false) {
    if (before !== undefined) element.removeAttribute(name);
  } else if (value !== before) {
    element.setAttribute(name, value === true ? "" : plain(value));
  }
}
