/** What the generator finds in real documents, held against what a person found by reading them. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Generated } from "../../generator/generate.js";
import type { Concurrency, OperationModel, ResourceModel } from "../../generator/model/model.js";
import { type CorpusFile, corpusFiles, generateCorpus, STAC } from "./corpus.js";

interface Truth {
  readonly file: CorpusFile;
  /** All of the document, conditional or not. */
  readonly operations: number;
  /** State changes that must carry If-Match, and those that may. */
  readonly required: number;
  readonly optional: number;
  readonly reason: string;
  /** For each conditional state change, the GET that yields its tag; the resource's key path is that GET's. */
  readonly sources: Readonly<Record<string, string | Undeterminable>>;
  /** Retrievals that are worth revalidating although no state change needs their tag. */
  readonly cachingOnly: readonly string[];
}

/** The document does not say whose tag it is: documented, and the least that must hold is tested. */
interface Undeterminable {
  readonly undeterminable: string;
}

const FLOW = "GET /flows/{FLOW_ID}";
const RUN = "GET /runs/{RUN_ID}";
const KEY_VALUE = "GET /kv/{key}";
const FEATURE = "GET /collections/{collectionId}/items/{featureId}";
const LIST_ITEM = "GET /v1/Services/{ServiceSid}/Lists/{ListSid}/Items/{Index}";
const MAP_ITEM = "GET /v1/Services/{ServiceSid}/Maps/{MapSid}/Items/{Key}";

const truth: readonly Truth[] = [
  {
    file: "adobe-flow.yaml",
    operations: 45,
    required: 5,
    optional: 2,
    reason:
      "if-match and If-Match are both written; the two actions belong to the flow and the run above them; PATCH /connections/{..}/ has a trailing slash that its GET has not",
    sources: {
      "PATCH /connections/{BASE_CONNECTION_ID}/": "GET /connections/{BASE_CONNECTION_ID}",
      "PATCH /flows/{FLOW_ID}": FLOW,
      "POST /flows/{FLOW_ID}/action": FLOW,
      "PUT /runs/{RUN_ID}": RUN,
      "POST /runs/{RUN_ID}/action": RUN,
      "PATCH /sourceConnections/{SOURCE_CONNECTION_ID}": "GET /sourceConnections/{SOURCE_CONNECTION_ID}",
      "PATCH /targetConnections/{TARGET_CONNECTION_ID}": "GET /targetConnections/{TARGET_CONNECTION_ID}",
    },
    cachingOnly: [],
  },
  {
    file: "azure-appconfig.json",
    operations: 14,
    required: 0,
    optional: 4,
    reason:
      "Swagger 2.0; a lock is a state of the key-value and has no GET of its own, only the parameter's name leads to /kv/{key}; If-Match on GET and HEAD makes no state change",
    sources: {
      "PUT /kv/{key}": KEY_VALUE,
      "DELETE /kv/{key}": KEY_VALUE,
      "PUT /locks/{key}": KEY_VALUE,
      "DELETE /locks/{key}": KEY_VALUE,
    },
    cachingOnly: [],
  },
  {
    file: "box.json",
    operations: 296,
    required: 0,
    optional: 8,
    reason:
      "tags are body properties, named in prose; GET /files/{file_id}/content downloads the file and has no tag; nine ...#shared_link PUTs name If-Match in the text of a 412 only, which makes nothing conditional",
    sources: {
      "PUT /files/{file_id}": "GET /files/{file_id}",
      "DELETE /files/{file_id}": "GET /files/{file_id}",
      "POST /files/{file_id}/content": "GET /files/{file_id}",
      "POST /files/upload_sessions/{upload_session_id}/commit": {
        undeterminable: "the tag is that of the file being replaced, whose id stands nowhere in the request",
      },
      "DELETE /files/{file_id}/versions/{file_version_id}": {
        undeterminable: "the text says 'the item's last observed etag', but no schema of a version has an etag",
      },
      "PUT /file_requests/{file_request_id}": "GET /file_requests/{file_request_id}",
      "PUT /folders/{folder_id}": "GET /folders/{folder_id}",
      "DELETE /folders/{folder_id}": "GET /folders/{folder_id}",
    },
    cachingOnly: ["GET /shared_items", "GET /shared_items", "GET /shared_items"],
  },
  {
    file: "harbor.yaml",
    operations: 203,
    required: 0,
    optional: 0,
    reason:
      "a trap: eleven operations declare 412 as a business rule, four of them GETs; there is no entity-tag anywhere",
    sources: {},
    cachingOnly: [],
  },
  {
    file: "iceberg-rest.yaml",
    operations: 35,
    required: 0,
    optional: 0,
    reason:
      "a trap: etag and If-None-Match serve reads only, commits state their requirements in the body and answer 409; POSTs that answer an etag are no state changes of it",
    sources: {},
    cachingOnly: ["GET /v1/{prefix}/namespaces/{namespace}/tables/{table}"],
  },
  {
    file: "nhs-pds-multi/specification/personal-demographics.yaml",
    operations: 7,
    required: 2,
    optional: 0,
    reason:
      "each operation is a file of its own; POST /Coverage has no key in its path and names GET /Coverage in its text; the related persons extend the Patient's path, so they are one more view of it",
    sources: { "PATCH /Patient/{id}": "GET /Patient/{id}", "POST /Coverage": "GET /Coverage" },
    cachingOnly: [],
  },
  {
    file: "ochakai.yaml",
    operations: 12,
    required: 0,
    optional: 2,
    reason: "one path is GET, PUT and DELETE; POST move and POST review answer an ETag but take no If-Match",
    sources: {
      "PUT /api/v1/bundle/{path}": "GET /api/v1/bundle/{path}",
      "DELETE /api/v1/bundle/{path}": "GET /api/v1/bundle/{path}",
    },
    cachingOnly: [],
  },
  {
    file: "openehr-ehr.yaml",
    operations: 33,
    required: 4,
    optional: 0,
    reason:
      "If-Match comes by $ref; status and directory are singletons below the EHR, whose own ETag is another one; DELETE composition is controlled by the version in its path",
    sources: {
      "PUT /ehr/{ehr_id}/ehr_status": "GET /ehr/{ehr_id}/ehr_status",
      "PUT /ehr/{ehr_id}/composition/{uid_based_id}": "GET /ehr/{ehr_id}/composition/{uid_based_id}",
      "PUT /ehr/{ehr_id}/directory": "GET /ehr/{ehr_id}/directory",
      "DELETE /ehr/{ehr_id}/directory": "GET /ehr/{ehr_id}/directory",
    },
    // The first is an old version of the status: its tag must never pass for the current one.
    cachingOnly: [
      "GET /ehr/{ehr_id}/ehr_status/{version_uid}",
      "GET /ehr/{ehr_id}/versioned_composition/{versioned_object_uid}/version",
      "GET /ehr/{ehr_id}/versioned_ehr_status/version",
    ],
  },
  {
    file: STAC,
    operations: 5,
    required: 2,
    optional: 1,
    reason:
      "one path, three degrees: PUT and DELETE must carry If-Match, PATCH may, POST creates; the path parameters are remote references",
    sources: {
      "PUT /collections/{collectionId}/items/{featureId}": FEATURE,
      "PATCH /collections/{collectionId}/items/{featureId}": FEATURE,
      "DELETE /collections/{collectionId}/items/{featureId}": FEATURE,
    },
    cachingOnly: [],
  },
  {
    file: "twilio-sync.json",
    operations: 48,
    required: 0,
    optional: 5,
    reason:
      "POST is the update; two resources end in Items/{..} and must not share a tag; {Sid} is the last parameter of five resources, so its name alone decides nothing",
    sources: {
      "POST /v1/Services/{ServiceSid}/Documents/{Sid}": "GET /v1/Services/{ServiceSid}/Documents/{Sid}",
      "POST /v1/Services/{ServiceSid}/Lists/{ListSid}/Items/{Index}": LIST_ITEM,
      "DELETE /v1/Services/{ServiceSid}/Lists/{ListSid}/Items/{Index}": LIST_ITEM,
      "POST /v1/Services/{ServiceSid}/Maps/{MapSid}/Items/{Key}": MAP_ITEM,
      "DELETE /v1/Services/{ServiceSid}/Maps/{MapSid}/Items/{Key}": MAP_ITEM,
    },
    cachingOnly: [],
  },
  {
    file: "xero-accounting.yaml",
    operations: 235,
    required: 0,
    optional: 0,
    reason: "a trap: If-Modified-Since in 18 lists and nothing else",
    sources: {},
    cachingOnly: [],
  },
];

type StateChange = Extract<Concurrency, { role: "state-change" }>;
const stateChange = ({ concurrency }: OperationModel): StateChange | undefined =>
  concurrency.role === "state-change" ? concurrency : undefined;
const route = ({ method, path }: OperationModel): string => `${method} ${path}`;
const sorted = (texts: readonly string[]): string[] => [...texts].sort();

test("the table speaks of every document, and its numbers add up", () => {
  expect(sorted(truth.map(({ file }) => file))).toEqual(sorted(corpusFiles));
  expect(truth.map(({ sources }) => Object.keys(sources).length)).toEqual(
    truth.map(({ required, optional }) => required + optional),
  );
});

describe.each(truth)(
  "$file",
  { tags: ["corpus"] },
  ({ file, operations, required, optional, sources, cachingOnly }) => {
    let generated: Generated;
    let resources: ReadonlyMap<string, ResourceModel>;
    const resourceOf = (operation: OperationModel): ResourceModel =>
      resources.get((operation.concurrency as { resource: string }).resource)!;
    const changes = (): OperationModel[] => generated.model.operations.filter((operation) => stateChange(operation));

    beforeAll(async () => {
      generated = await generateCorpus(file);
      resources = new Map(generated.model.resources.map((resource) => [resource.name, resource]));
    });

    test(`has ${operations} operations, ${required} of which must carry If-Match and ${optional} may`, () => {
      const found = changes().flatMap((operation) => stateChange(operation) ?? []);
      expect({
        operations: generated.model.operations.length,
        required: found.filter(({ ifMatch }) => ifMatch === "required").length,
        optional: found.filter(({ ifMatch }) => ifMatch === "optional").length,
      }).toEqual({ operations, required, optional });
    });

    test("has no conditional state change but those of the table", () => {
      expect(sorted(changes().map(route))).toEqual(sorted(Object.keys(sources)));
    });

    test("each conditional state change is keyed by the GET that yields its tag", () => {
      const determinable = changes().filter((operation) => typeof sources[route(operation)] === "string");
      const found = determinable.map((operation) => {
        const { key, retrieval, conditional } = resourceOf(operation);
        return {
          at: route(operation),
          key: `GET ${key}`,
          read: generated.model.operations.filter(({ id }) => id === retrieval).map(route),
          conditional,
        };
      });
      expect(found).toEqual(found.map(({ at }) => ({ at, key: sources[at], read: [sources[at]], conditional: true })));
    });

    test("one whose tag cannot be determined shares its resource with no other", () => {
      const undeterminable = changes().filter((operation) => typeof sources[route(operation)] === "object");
      const sharing = undeterminable.map((operation) =>
        changes().filter((other) => resourceOf(other) === resourceOf(operation)),
      );
      expect(sharing).toEqual(undeterminable.map((operation) => [operation]));
    });

    test("only the expected retrievals serve caching alone", () => {
      const found = generated.model.operations.filter(
        (operation) => operation.concurrency.role === "retrieval" && !resourceOf(operation).conditional,
      );
      expect(sorted(found.map(route))).toEqual(sorted(cachingOnly));
    });

    test("every conditional state change tells which parameter made it one, and on which line", () => {
      const evidence = changes().map((operation) =>
        operation.concurrency.evidence.filter(({ signal }) => signal === "if-match-parameter"),
      );
      expect(evidence.filter((found) => found.length !== 1)).toEqual([]);
      expect(evidence.flat().filter(({ at }) => generated.document.positions.locate(at).line <= 1)).toEqual([]);
    });

    test("a second run gives the same bytes", async () => {
      const again = await generateCorpus(file);
      expect([...again.files.keys()]).toEqual([...generated.files.keys()]);
      expect([...generated.files.keys()].filter((path) => again.files.get(path) !== generated.files.get(path))).toEqual(
        [],
      );
    });
  },
);
