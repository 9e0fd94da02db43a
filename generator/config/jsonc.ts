import { readText } from "../observed.js";

/** A string, which may lack its end, or a comment, which may look as if it were in the other. */
const STRING_OR_COMMENT = /("(?:[^"\\\n]|\\.)*"?)|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g;
/** A string, or a comma that nothing follows. */
const STRING_OR_COMMA = /("(?:[^"\\\n]|\\.)*"?)|,(\s*[}\]])/g;

/** JSON with comments and trailing commas, as tsconfig.json and biome.jsonc have them. @throws {SyntaxError} */
export const parseJsonc = (text: string): unknown =>
  JSON.parse(
    text
      .replace(/^\ufeff/, "")
      .replace(STRING_OR_COMMENT, "$1")
      .replace(STRING_OR_COMMA, "$1$2"),
  );

/** `undefined` for a file that is not there or is no object: the tool whose file it is says so better. */
export function readJsonc(file: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const content = parseJsonc(readText(file));
    return typeof content === "object" && content !== null && !Array.isArray(content)
      ? (content as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
