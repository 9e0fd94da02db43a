import type { Finder } from "../finding.js";
import { keyFromBody } from "./bodies.js";
import { bypassingCall } from "./calls.js";
import { header } from "./headers.js";
import { messageCheck } from "./messages.js";
import { statusCheck } from "./statuses.js";
import { tagMap, tagRead } from "./tags.js";
import { urlPattern } from "./url-patterns.js";

/** Each looks at every node; the first that finds something there decides what it is. */
export const finders: readonly Finder[] = [
  bypassingCall,
  header,
  statusCheck,
  messageCheck,
  urlPattern,
  keyFromBody,
  tagMap,
  tagRead,
];
