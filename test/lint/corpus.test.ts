/**
 * What the recommended rules find in real documents, each finding judged by a person who read the document.
 * `right`: it is so, and worth a look. `unconfirmed`: the document speaks for it, only its servers could tell.
 * `false`: it is not so.
 */
import { beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../../generator/lint/finding.js";
import { lintDocument } from "../../generator/lint/lint.js";
import { type CorpusFile, corpusFiles, corpusPath, jobFor, STAC } from "../corpus/corpus.js";
import { STAC_ORIGIN, stacFetch } from "../corpus/stac.js";

interface Judged {
  readonly verdict: "right" | "unconfirmed" | "false";
  readonly why: string;
  /** `rule METHOD path`; the path is left out where the finding has none. */
  readonly findings: readonly string[];
}

const table: Readonly<Record<CorpusFile, readonly Judged[]>> = {
  "adobe-flow.yaml": [
    {
      verdict: "right",
      why: "four kinds of resources are updated under If-Match and deleted without: what was just changed by somebody else goes, too",
      findings: [
        "unmarked-state-change DELETE /connections/{BASE_CONNECTION_ID}/",
        "unmarked-state-change DELETE /flows/{FLOW_ID}",
        "unmarked-state-change DELETE /sourceConnections/{SOURCE_CONNECTION_ID}",
        "unmarked-state-change DELETE /targetConnections/{TARGET_CONNECTION_ID}",
      ],
    },
    {
      verdict: "right",
      why: "the two kinds of specs are replaced by PUT as the others are patched, without a tag",
      findings: [
        "unprotected-resource PUT /connectionSpecs/{CONNECTION_SPEC_ID}",
        "unprotected-resource PUT /flowSpecs/{FLOW_SPEC_ID}",
      ],
    },
  ],
  "azure-appconfig.json": [
    {
      verdict: "right",
      why: "the KeyValue that is sent has an `etag` that is not read-only, beside If-Match",
      findings: ["etag-in-body PUT /kv/{key}"],
    },
  ],
  "box.json": [
    {
      verdict: "right",
      why: "the same URL takes If-Match elsewhere in the document, and the 412 of these says so: three of each, in one finding each",
      findings: ["files", "folders"].map(
        (kind) => `unmarked-state-change PUT /${kind}/{${kind.slice(0, -1)}_id}#add_shared_link`,
      ),
    },
    {
      verdict: "unconfirmed",
      why: "DELETE and PUT on the path take If-Match; whether their counterparts need it the text does not say",
      findings: [
        "unmarked-state-change PUT /files/{file_id}/versions/{file_version_id}",
        "unmarked-state-change DELETE /file_requests/{file_request_id}",
      ],
    },
    {
      verdict: "unconfirmed",
      why: "the 412 speaks of If-Match in words copied from files; web links have an `etag` of their own",
      findings: ["add", "update", "remove"].map(
        (verb) => `precondition-in-prose PUT /web_links/{web_link_id}#${verb}_shared_link`,
      ),
    },
    {
      verdict: "right",
      why: "most kinds of resources have none of what three have, said in one finding",
      findings: ["unprotected-resource PUT /files/{file_id}/metadata/{scope}/{template_key}"],
    },
    {
      verdict: "right",
      why: "1 is no entity-tag; this API sends and takes its tags without quotation marks, against the RFC",
      findings: ["unquoted-tag-example GET /files/{file_id}", "unquoted-tag-example PUT /files/{file_id}"],
    },
  ],
  "harbor.yaml": [],
  "iceberg-rest.yaml": [],
  "nhs-pds-multi/specification/personal-demographics.yaml": [
    {
      verdict: "right",
      why: "a coverage is read by the patient's identifier in the query, which the POST has nowhere but deep in its body",
      findings: ["key-not-derivable POST /Coverage"],
    },
  ],
  "ochakai.yaml": [],
  "openehr-ehr.yaml": [
    {
      verdict: "right",
      why: "its closing quotation mark is missing",
      findings: ["unquoted-tag-example POST /ehr/{ehr_id}/composition"],
    },
    {
      verdict: "right",
      why: "weak, and the directory is updated and deleted under If-Match",
      findings: ["weak-tag-example PUT /ehr/{ehr_id}/directory"],
    },
  ],
  [STAC]: [],
  "twilio-sync.json": [
    {
      verdict: "unconfirmed",
      why: "the POST that updates the document takes If-Match, as the items of lists and maps do for both; its DELETE does not",
      findings: ["unmarked-state-change DELETE /v1/Services/{ServiceSid}/Documents/{Sid}"],
    },
  ],
  "xero-accounting.yaml": [],
};

const line = ({ rule, operation }: Finding): string =>
  operation ? `${rule} ${operation.method} ${operation.path}` : rule;

describe("K5 real documents", { tags: ["corpus"] }, () => {
  const found = new Map<CorpusFile, readonly Finding[]>();
  beforeAll(async () => {
    for (const file of corpusFiles) {
      const job = jobFor(corpusPath(file), file === STAC ? { allowRemote: [STAC_ORIGIN] } : {});
      const { findings } = await lintDocument(job, file === STAC ? { fetch: stacFetch().fetch } : {});
      found.set(file, findings);
    }
  });

  test.for(corpusFiles)("%s: every finding is judged, and every judged one is found", (file) => {
    const judged = table[file].flatMap(({ findings }) => findings);
    expect(found.get(file)!.map(line).toSorted()).toEqual(judged.toSorted());
  });

  test("false positives: none of 21", () => {
    const count = (verdict: Judged["verdict"]): number =>
      Object.values(table)
        .flat()
        .filter((judged) => judged.verdict === verdict)
        .reduce((sum, { findings }) => sum + findings.length, 0);
    expect({ right: count("right"), unconfirmed: count("unconfirmed"), false: count("false") }).toEqual({
      right: 15,
      unconfirmed: 6,
      false: 0,
    });
    expect([...found.values()].flat()).toHaveLength(21);
  });

  test("documents that promise nothing are left alone", () => {
    for (const file of ["harbor.yaml", "iceberg-rest.yaml", "ochakai.yaml", "xero-accounting.yaml"] as const)
      expect(found.get(file)).toEqual([]);
  });
});
