// Questions to the server, and what it refuses.

/** Why there is no answer: what the server's error document says, or that there was none. */
export class Refusal extends Error {
  constructor(message, problems = [], status = 0) {
    super(message);
    this.problems = problems;
    this.status = status;
  }
}

/** The document that answers a question. Raises a `Refusal`, or the `AbortError` of a signal. */
export async function ask(path, query = "", signal = undefined) {
  return await fetched(`api/${path}${query ? `?${query}` : ""}`, { signal });
}

/** What came of a question: its document as `found`, or why there is none as `problem`; null where it was given up. */
export async function outcomeOf(path, query, signal) {
  try {
    return { found: await ask(path, query, signal), problem: null };
  } catch (error) {
    if (error.name === "AbortError") return null;
    if (!(error instanceof Refusal)) throw error;
    return { found: null, problem: error };
  }
}

/** What became of something written: it carries the token that only this page was given. */
export async function write(path, body) {
  const token = document.querySelector('meta[name="kakehashi-token"]').content;
  return await fetched(`api/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Kakehashi-Token": token },
    body: JSON.stringify(body),
  });
}

async function fetched(address, options) {
  let response;
  try {
    response = await fetch(address, { ...options, cache: "no-store", credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal("The server does not answer; see whether `kakehashi serve` still runs");
  }
  let found;
  try {
    found = await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(`The server answered ${response.status}, and not in its words.`, [], response.status);
  }
  if (!response.ok) throw new Refusal(found.message ?? "The server refuses.", found.problems ?? [], response.status);
  return found;
}
