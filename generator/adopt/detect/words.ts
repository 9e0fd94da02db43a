import type { ts as typescript } from "ts-morph";
import ts from "../typescript.js";

/** The names in an expression, such as `error`, `response` and `status` of `error.response?.status`. */
export function namesIn(node: typescript.Node): string[] {
  const names: string[] = [];
  const visit = (inner: typescript.Node): void => {
    if (ts.isIdentifier(inner)) names.push(inner.text);
    else if (ts.isStringLiteralLike(inner) || ts.isTemplateLiteralToken(inner)) names.push(inner.text);
    else if (!ts.isFunctionLike(inner)) ts.forEachChild(inner, visit);
  };
  visit(node);
  return names;
}

export const isAbout = (node: typescript.Node, words: RegExp): boolean =>
  namesIn(node).some((name) => words.test(name));

export const MESSAGE = /message|msg|detail|reason|error|err$|^e$|text|description|title/i;
export const ADDRESS = /url|uri|path|href|endpoint|route/i;
export const STATUS = /status|code/i;

/** Sentences with which servers say that somebody else was faster. */
const SENTENCES =
  /\b(?:updated|modified|changed|edited|saved) by (?:another|someone|somebody|other)|\b(?:changed|modified|updated) since\b|precondition (?:failed|required)/i;
/** Words that are about preconditions where a message is searched for them. */
const TERMS = /\b(?:412|428)\b|\be-?tags?\b|\bif-match\b/i;

/** Whether a text that a message is searched for is about preconditions. */
export const isConflictText = (text: string, subjectIsMessage: boolean): boolean =>
  SENTENCES.test(text) || (subjectIsMessage && TERMS.test(text));

/** The text that a regular expression looks for, with white space for what may be anything. */
export const textOfPattern = (source: string): string =>
  source
    .replace(/\\b|\^|\$/g, "")
    .replace(/\\[sSwWdD][+*?]*|\.[+*?]*/g, " ")
    .replace(/\(\?[:=!]|[()[\]?*+]/g, "")
    .replace(/\\(.)/g, "$1");
