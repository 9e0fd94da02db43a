/** What an error body says to a person, in a few words. */

/** A text that ends as a sentence does. */
export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Names that hold a message, the best one first: problem+json (RFC 9457, 3.1) and what frameworks send. */
const told = ["detail", "errors", "message", "title", "msg", "error"];

/**
 * What an error body says: its message, or its first texts, each after the name of its field; `""` where it says
 * nothing. Markup is no message. `depth` bounds the stack.
 */
export function explanation(value: unknown, label = "", depth = 0): string {
  if (typeof value === "string") return /^\s*(?:<|$)|<\//.test(value) ? "" : label + value.trim().slice(0, 500);
  if (!value || depth > 4) return "";
  const members = value as Record<string, unknown>;
  // One error of a list says itself which field it is about.
  const place = [members["attr"] ?? members["field"] ?? members["loc"]].flat();
  const field = place.filter((step) => typeof step === "string").pop();
  const text = (name: string): string => {
    const part = members[name];
    // RFC 9457, 3.1: a member of the wrong type is ignored. A list under `title` is that of a field of this name.
    const isMessage = typeof part === "string" && told.includes(name);
    const about = isMessage ? field : /^\d|errors?$|^_|^message|^detail/.test(name) ? "" : name;
    return explanation(part, about ? `${about}: ` : label, depth + 1);
  };
  return (
    told.map(text).find(Boolean) ??
    Object.keys(members).slice(0, 9999).map(text).filter(Boolean).slice(0, 3).map(sentence).join(" ")
  );
}
