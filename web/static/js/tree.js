// A tree of elements, painted by changing only what differs: what has the focus keeps it.
//
// Whatever a user wrote becomes a text node or an attribute, never markup, and what would turn the order of letters
// round is shown as what it is.

const SVG = "http://www.w3.org/2000/svg";
const HARMFUL =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden"]);
const AT_FIRST = new Set(["key", "opened", "ticked"]); // for a new element; afterwards it is the reader's
const SVG_TAGS = new Set(["svg", "path", "g"]);
const TEXT = "#text";
const OURS = Symbol("what was painted"); // of an element or text: the node it was painted as

/** A text in which nothing is hidden. */
function plain(text) {
  return String(text).replace(HARMFUL, (sign) => `⟨U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** An element to be painted: its tag with classes, and its kids, which are elements, texts, lists of them, or nothing. */
export function h(tag, props, ...kids) {
  const [name, ...classes] = tag.split(".");
  const all = props ?? {};
  if (classes.length) all.class = all.class ? `${classes.join(" ")} ${all.class}` : classes.join(" ");
  return { tag: name, key: all.key ?? "", props: all, kids };
}

/** What is only made and painted again where one of the signs it depends on is another. */
export function once(key, signs, make) {
  return { once: key, signs, make };
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
  patchKids(root, kids);
  if (!active || active === document.body || document.activeElement === active) return;
  if (active.isConnected) active.focus({ preventScroll: true });
  else refuges.find((one) => one.isConnected)?.focus({ preventScroll: true });
}

function listed(kids, into = []) {
  for (const kid of kids) {
    if (Array.isArray(kid)) listed(kid, into);
    else if (kid?.tag || kid?.once) into.push(kid);
    else if (kid !== null && kid !== undefined && kid !== false && kid !== "") into.push({ tag: TEXT, key: "", text: String(kid) });
  }
  return into;
}

function isSame(child, node) {
  const was = child[OURS];
  if (was === undefined) return false;
  return node.once !== undefined ? was.once === node.once : was.once === undefined && was.tag === node.tag && was.key === node.key;
}

function patchKids(parent, wanted) {
  const nodes = listed(wanted);
  let child = parent.firstChild;
  let at = 0;
  for (; at < nodes.length && child !== null && isSame(child, nodes[at]); at += 1) {
    patch(child, nodes[at]);
    child = child.nextSibling;
  }
  if (at < nodes.length || child !== null) rearrange(parent, nodes.slice(at), child);
}

/** The rest of the children, where they are no longer the same in the same order: those known by their key are moved. */
function rearrange(parent, nodes, first) {
  const left = [];
  for (let child = first; child !== null; child = child.nextSibling) left.push(child);
  const found = nodes.map((node) => {
    const place = left.findIndex((child) => isSame(child, node));
    return place < 0 ? null : left.splice(place, 1)[0];
  });
  for (const child of left) child.remove();
  let cursor = found.find((child) => child !== null && child.parentNode === parent) ?? null;
  for (let child = cursor; child !== null; child = child.previousSibling) if (found.includes(child)) cursor = child;
  nodes.forEach((node, at) => {
    const child = found[at] ?? create(node);
    if (child === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(child, cursor);
    patch(child, node);
  });
}

function create(node) {
  if (node.tag === TEXT) return document.createTextNode("");
  const real = node.once === undefined ? node : node.make();
  const made = SVG_TAGS.has(real.tag) ? document.createElementNS(SVG, real.tag) : document.createElement(real.tag);
  if (real.props.opened) made.open = true;
  if (real.props.ticked) made.checked = true;
  return made;
}

function patch(element, node) {
  const was = element[OURS];
  if (node.tag === TEXT) {
    if (was?.text !== node.text) element.data = plain(node.text);
    element[OURS] = node;
    return;
  }
  if (node.once !== undefined) {
    if (was !== undefined && was.signs.length === node.signs.length && was.signs.every((sign, at) => sign === node.signs[at])) return;
    const made = node.make();
    patchElement(element, made, was);
    element[OURS] = { ...made, once: node.once, signs: node.signs };
    return;
  }
  patchElement(element, node, was);
  element[OURS] = node;
}

function patchElement(element, node, was) {
  patchKids(element, node.kids); // before the properties: the value of a select is one of its options
  const before = was?.props ?? {};
  for (const name in before) if (!(name in node.props)) put(element, name, undefined, before[name]);
  for (const name in node.props) put(element, name, node.props[name], before[name]);
}

function put(element, name, value, before) {
  if (AT_FIRST.has(name)) return;
  if (PROPERTIES.has(name)) {
    const wanted = value ?? (name === "value" ? "" : false);
    if (element[name] !== wanted) element[name] = wanted;
  } else if (value === before) {
    return;
  } else if (name.startsWith("on")) {
    element[name] = value ? (event) => void value(event) : null; // a handler that returns false would keep a key from working
  } else if (name === "style") {
    for (const key in before) if (!(key in (value ?? {}))) element.style.removeProperty(key);
    for (const key in value) if (before?.[key] !== value[key]) element.style.setProperty(key, value[key]);
  } else if (value === null || value === undefined || value === false) {
    if (before !== undefined && before !== null && before !== false) element.removeAttribute(name);
  } else {
    element.setAttribute(name, value === true ? "" : plain(value));
  }
}
