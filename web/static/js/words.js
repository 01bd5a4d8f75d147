// How things are said: lists, signs, states, facts and their sources.

export const RELIABILITY = {
  A: "completely reliable", B: "usually reliable", C: "fairly reliable", D: "not usually reliable", E: "unreliable",
  F: "cannot be judged",
};
export const CREDIBILITY = {
  1: "confirmed by others", 2: "credible", 3: "possibly so", 4: "doubtful", 5: "not credible", 6: "cannot be judged",
};
export const KINDS = { observed: "observed", assumption: "an assumption", judgement: "a judgement" };

/** Words as an enumeration: `a, b or c`. */
export function anyOf(words, joint = "or") {
  const listed = [...words];
  return listed.length > 1 ? `${listed.slice(0, -1).join(", ")} ${joint} ${listed.at(-1)}` : listed.join("");
}

/** Pieces of a tree as an enumeration. */
export function joined(pieces, joint = "and") {
  return pieces.flatMap((piece, at) => (at === 0 ? [piece] : [at === pieces.length - 1 ? ` ${joint} ` : ", ", piece]));
}

/** A number with its sign. */
export function signed(number) {
  return number > 0 ? `+${number}` : number < 0 ? `−${-number}` : "0";
}

/** A number of things. */
export function counted(number, noun, many = `${noun}s`) {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? noun : many}`;
}

/** A status in words. */
export function statusWord(status) {
  return status.replace("_", " ");
}

/** Paragraphs as they are cited. */
export function cited(paragraphs) {
  return paragraphs.map((number) => `¶${number}`).join(", ");
}

/** A share in per cent, never rounded to all or nothing. */
export function share(part, whole) {
  const perMille = Math.round((1000 * part) / whole);
  if (part && !perMille) return "<0.1 %";
  if (part < whole && perMille === 1000) return ">99.9 %";
  return `${(perMille / 10).toFixed(1)} %`;
}

/** What a grade of the Admiralty code says of the source and of the statement. */
function gradeWords(grade) {
  if (!grade) return "not graded";
  return `source ${RELIABILITY[grade[0]] ?? ""}, statement ${CREDIBILITY[grade[1]] ?? ""}`;
}

/** Where a fact comes from, as pairs of a word and what it says. */
export function factLines(fact) {
  const source = fact.source ?? {};
  const named = [source.publisher, source.title, source.date].filter(Boolean).join(", ");
  const cites = cited(fact.cite ?? []);
  const place = source.locator && source.locator !== cites ? source.locator : "";
  return [
    ["kind", KINDS[fact.kind] + (fact.unverified ? ", unverified" : "")],
    ["grade", fact.grade ? `${fact.grade}: ${gradeWords(fact.grade)}` : gradeWords("")],
    ["source", [named, place, cites].filter(Boolean).join(", ") || "not given"],
    ["holds", [fact.since && `since ${fact.since}`, fact.until && `until ${fact.until}`].filter(Boolean).join(", ")],
    ["address", source.url ?? ""],
    ["author", fact.author ?? ""],
    ["note", fact.note ?? ""],
  ].filter(([, text]) => text);
}

/** Whether a fact was stated for this question alone. */
export function isWhatIf(fact) {
  return (fact.origin ?? "").startsWith("--");
}
