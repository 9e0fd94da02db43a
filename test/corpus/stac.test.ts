import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { RefusedError } from "../../generator/diagnostics.js";
import { generate, type Generated } from "../../generator/generate.js";
import { follow } from "../../generator/load/pointer.js";
import { corpusPath, jobFor, STAC } from "./corpus.js";
import { STAC_ORIGIN, STAC_URL, stacFetch, standIn } from "./stac.js";

/** Every remote reference: the line it stands on (counted from 1), and what it points to. */
const remoteReferences = (): { line: number; column: number; ref: string }[] =>
  readFileSync(corpusPath(STAC), "utf8")
    .split("\n")
    .flatMap((text, index) => {
      const match = /\$ref: "(https:[^"]+)"/.exec(text);
      return match ? [{ line: index + 1, column: match.index + 1, ref: match[1]! }] : [];
    });

describe("a document with references to another host", { tags: ["corpus"] }, () => {
  describe("is refused as long as the host is not allowed", () => {
    const refusal = async (allowRemote: string[]): Promise<{ error: unknown; asked: string[] }> => {
      const { fetch, asked } = stacFetch();
      return {
        error: await generate(jobFor(corpusPath(STAC), { allowRemote }), { fetch }).catch((error: unknown) => error),
        asked,
      };
    };

    test("with the line and column of every thing referred to, and how often it is", async () => {
      const { error } = await refusal([]);
      expect(error).toBeInstanceOf(RefusedError);
      const { diagnostics } = error as RefusedError;
      const places = diagnostics.map(({ at }) => at);
      const uses = diagnostics.map(({ message }) => Number(/\(used (\d+) times\)$/.exec(message)?.[1] ?? 1));
      const expected = remoteReferences().map(({ line, column }) => ({ file: corpusPath(STAC), line, column }));
      expect(expected).toHaveLength(39);
      expect(uses.reduce((sum, one) => sum + one, 0)).toBe(39);
      const text = (place: unknown): string => JSON.stringify(place, ["file", "line", "column"]);
      expect(expected.map(text)).toEqual(expect.arrayContaining(places.map(text)));
    });

    test("in words that name the host and the flag that allows it", async () => {
      const { error } = await refusal([]);
      for (const { message, severity } of (error as RefusedError).diagnostics) {
        expect(severity).toBe("error");
        expect(message).toContain(`--allow-remote ${STAC_ORIGIN}`);
        expect(message).not.toContain("\n");
      }
    });

    test("without a single request", async () => {
      expect((await refusal([])).asked).toEqual([]);
    });

    test("and allowing another host, or the same name over another scheme, does not help", async () => {
      for (const origin of [
        "https://stacspec.org",
        "http://api.stacspec.org",
        "https://api.stacspec.org.example.com",
      ]) {
        const { error, asked } = await refusal([origin]);
        expect(error).toBeInstanceOf(RefusedError);
        expect(asked).toEqual([]);
      }
    });
  });

  describe("is generated once its host is allowed", () => {
    const { fetch, asked } = stacFetch();
    let generated: Generated;
    beforeAll(async () => {
      generated = await generate(jobFor(corpusPath(STAC), { allowRemote: [STAC_ORIGIN] }), { fetch });
    });

    test("the stand-in holds every component that is referred to", () => {
      const references = remoteReferences().map(({ ref }) => ref.split("#"));
      expect(new Set(references.map(([url]) => url))).toEqual(new Set([STAC_URL]));
      expect(references.filter(([, pointer]) => follow(standIn, `#${pointer}`) === undefined)).toEqual([]);
    });

    test("the remote document is fetched once, and nothing else is", () => {
      expect(asked).toEqual([STAC_URL]);
      expect(generated.document.files).toEqual([corpusPath(STAC), STAC_URL]);
    });

    test("only local references are left, and the remote components have types and schemas", () => {
      expect(JSON.stringify(generated.document.root)).not.toContain('"$ref":"http');
      expect(generated.model.schemas.map(({ key }) => key)).toEqual(
        expect.arrayContaining(["item", "exception", "geometryGeoJSON", "postOrPutItem"]),
      );
      expect(generated.files.get("schemas.ts")).toContain("export const GeometryGeoJSON");
    });

    test("remote path parameters are typed parameters of the operations", () => {
      const names = generated.model.operations.map(({ id, parameters }) => [
        id,
        ...parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name),
      ]);
      expect(names).toEqual([
        ["postFeature", "collectionId"],
        ...["getFeature", "updateFeature", "patchFeature", "deleteFeature"].map((id) => [
          id,
          "collectionId",
          "featureId",
        ]),
      ]);
    });
  });
});
