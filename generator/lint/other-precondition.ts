import { own } from "../load/pointer.js";
import { parametersOf } from "../model/paths.js";
import { type Reader, text } from "../model/reader.js";
import { requiredBodyProperties } from "../model/shapes.js";
import type { Contract, ContractOperation } from "../contract/contract.js";

/** A parameter that says which version is meant: `if_seq_no`, `If-None-Match`, `version`, `expectedRevision`. */
const versionName =
  /^if[-_]|^(x[-_])?(expected[-_]?|preceding[-_]?|base[-_]?|current[-_]?|if[-_]?)?(version|revision|etag|rev|seq[-_]?no)([-_]?(id|uid|number|no))?$/i;
const apiVersion = /^(x[-_])?api[-_]?version$/i;
const latestVersion = /\b(latest|preceding|previous|last|current)[ _-]+(version|revision)/i;

/** Of a body: `lock_version` (Rails), `rowVersion` (Entity Framework), `concurrencyStamp` (ABP), `expectedVersion`. */
const versionOfBody =
  /^(lock|row|optlock|object|entity|record|expected|base|current|preceding)[-_]?(version|revision)$|^concurrency[-_]?(stamp|token)$|^opt[-_]?lock$/i;

/**
 * Whether an operation declares a precondition of its own kind: a version in its query, headers or path, or one without
 * which it takes no body. Nothing is lost there for want of an If-Match (RFC 9110, section 13.1, leaves other preconditions
 * to the server).
 */
export function hasOtherPrecondition({ raw }: ContractOperation, { reader }: Contract): boolean {
  const named = raw.parameters.some(({ node }) => {
    const name = text(own(node, "name"));
    return own(node, "in") !== "path" && versionName.test(name) && !apiVersion.test(name) && !/^if-match$/i.test(name);
  });
  return named || hasVersionInPath(raw) || hasVersionInBody(reader, raw);
}

function hasVersionInBody(reader: Reader, raw: ContractOperation["raw"]): boolean {
  return requiredBodyProperties(reader, raw).some(([name, { node }]) => {
    const isCount = [own(node, "type")].flat().some((type) => type === "integer" || type === "number");
    // A text called `version` may well be what the record is about.
    return versionOfBody.test(name) || (isCount && /^(version|revision|rev)$/i.test(name));
  });
}

/** The record's identifier is that of its version, and the texts say that it has to be the latest. */
function hasVersionInPath(raw: ContractOperation["raw"]): boolean {
  const name = parametersOf(raw.path).at(-1);
  if (name === undefined) return false;
  if (versionName.test(name) && !/^(version|revision)$/i.test(name)) return true;
  const refusals = raw.responses.filter(({ key }) => key === "409" || key === "412");
  const texts = [raw.node, ...refusals.map(({ node }) => node)].map((node) => text(own(node, "description")));
  return texts.some((one) => one.includes(name) && latestVersion.test(one.replaceAll("_", " ")));
}
