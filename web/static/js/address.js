// The address of the page: what is asked, in the words of the API and of the command line.

/** What is asked: the case, and for this question alone what is set (or unset: null), left out and weighed otherwise. */
export function readAddress(search) {
  const said = new URLSearchParams(search);
  const asked = { place: {}, changes: [], without: [], weights: [] };
  for (const [name, word] of said) {
    if (["case", "base", "as_of", "known_by"].includes(name)) asked.place[name] = word;
    else if (name === "set") setIn(asked.changes, ...parted(word));
    else if (name === "unset") setIn(asked.changes, word, null);
    else if (name === "without") asked.without.push(word);
    else if (name === "weight") asked.weights.push(word);
  }
  return asked;
}

function parted(word) {
  const at = word.indexOf("=");
  return at < 0 ? [word, ""] : [word.slice(0, at).trim(), word.slice(at + 1).trim()];
}

function setIn(changes, descriptor, value) {
  const at = changes.findIndex(([name]) => name === descriptor);
  if (at < 0) changes.push([descriptor, value]);
  else changes[at] = [descriptor, value];
}

/** What is asked as the query of an address. */
export function queryOf(asked) {
  const pairs = [
    ...Object.entries(asked.place).filter(([, word]) => word),
    ...asked.changes.map(([name, value]) => (value === null ? ["unset", name] : ["set", `${name}=${value}`])),
    ...asked.without.map((rule) => ["without", rule]),
    ...asked.weights.map((word) => ["weight", word]),
  ];
  return pairs.map(([name, word]) => `${name}=${encoded(word)}`).join("&");
}

/** A word that stays readable in an address. */
export function encoded(word) {
  return encodeURIComponent(word).replace(/%3D/g, "=").replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%20/g, "+");
}

/** The same question on a command line. */
export function commandOf(asked) {
  const quoted = (word) => (/^[\w.:=+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
  const options = { case: "-c", base: "--base", as_of: "--as-of", known_by: "--known-by" };
  return [
    "kakehashi assess",
    ...Object.entries(asked.place).map(([name, word]) => `${options[name]} ${quoted(word)}`),
    ...asked.changes.map(([name, value]) => (value === null ? `--unset ${quoted(name)}` : `--set ${quoted(`${name}=${value}`)}`)),
    ...asked.without.map((rule) => `--without ${quoted(rule)}`),
    ...asked.weights.map((word) => `--weight ${quoted(word)}`),
  ].join(" ");
}

/** With a change: a value of a descriptor, null for nothing known, undefined for what the case says. */
export function withChange(asked, descriptor, value) {
  const changes = asked.changes.map((pair) => [...pair]);
  if (value === undefined) return { ...asked, changes: changes.filter(([name]) => name !== descriptor) };
  setIn(changes, descriptor, value);
  return { ...asked, changes };
}

/** Whether anything is asked beside the case itself. */
export function isChanged(asked) {
  return asked.changes.length + asked.without.length + asked.weights.length > 0;
}
