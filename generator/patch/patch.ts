import { basename } from "node:path";
import type { DocumentPatch } from "../config/resolved.js";
import { ConfigError, type Diagnostic } from "../diagnostics.js";
import type { Prepared } from "../load/load.js";
import { isRecord, type JsonObject } from "../load/pointer.js";
import { unshared } from "../rewrite/compare.js";
import { applyOverlay } from "./apply.js";
import { keepJson } from "./json-only.js";
import { readOverlay } from "./overlay.js";

/**
 * Applies the patches of a config, in order: overlay files by their absolute paths, or functions. The document given is
 * left as it is.
 *
 * @throws {ConfigError} for a patch that cannot be read or applied.
 */
export async function patchDocument(
  document: JsonObject,
  patches: readonly (string | DocumentPatch)[],
): Promise<Prepared> {
  let root = unshared(document);
  const diagnostics: Diagnostic[] = [];
  for (const [index, patch] of patches.entries()) {
    if (typeof patch === "function") {
      root = await callPatch(patch, root, patches.length === 1 ? "patch" : `patch[${index}]`);
      continue;
    }
    const overlay = readOverlay(patch);
    const applied = applyOverlay(root, overlay, basename(patch));
    root = applied.value;
    diagnostics.push(
      ...applied.unmatched.map((action): Diagnostic => ({
        code: "unmatched-patch",
        severity: "warning",
        message: `${basename(patch)}: actions[${action}] has no effect: its target ${overlay.actions[action]!.target} selects nothing in the document.`,
      })),
    );
  }
  return { root, diagnostics };
}

async function callPatch(patch: DocumentPatch, root: JsonObject, name: string): Promise<JsonObject> {
  let result: unknown;
  try {
    result = await patch(root);
  } catch (cause) {
    throw new ConfigError(`${name} of the config failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  const changed = result === undefined ? root : result;
  if (!isRecord(changed))
    throw new ConfigError(`${name} of the config returned no document: return an object, or nothing.`);
  keepJson(changed, name);
  return changed === root ? root : unshared(changed);
}
