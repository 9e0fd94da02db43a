import { document, operation } from "../cli/workspace.js";

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const string = { type: "string" };
const person = { type: "object", required: ["email"], properties: { email: string, phone: string } };

/** Components of every form that a schema may have. */
export const api = document(
  {
    "/jobs/": {
      get: operation("job_list"),
      post: operation("job_create", { requestBody: { content: { "application/json": { schema: ref("Job") } } } }),
    },
  },
  {
    components: {
      schemas: {
        Job: {
          type: "object",
          required: ["id", "name", "status", "people"],
          properties: {
            id: { type: "integer", format: "int64", readOnly: true },
            name: { type: "string", minLength: 1 },
            note: { type: "string", nullable: true },
            status: ref("JobStatus"),
            parent: ref("Job"),
            people: { type: "array", items: ref("Person") },
          },
        },
        JobStatus: { type: "string", enum: ["open", "on-hold", "1d", "__proto__"] },
        Kind: { type: "string", enum: ["job"] },
        Level: { type: "integer", enum: [1, 2, 3] },
        MaybeStatus: { type: "string", enum: ["open", null], nullable: true },
        Mixed: { enum: ["open", 1] },
        Person: person,
        Closed: { ...person, additionalProperties: false },
        Open: { ...person, additionalProperties: true },
        Scores: { ...person, additionalProperties: string },
        AtLeastTwo: { ...person, minProperties: 2 },
        Employee: { allOf: [ref("Person"), { type: "object", required: ["number"], properties: { number: string } }] },
        // Names that the file has for its own types.
        Schema: person,
        ObjectSchema: { type: "object", properties: { own: ref("Schema") } },
        EnumSchema: { type: "string", enum: ["a", "b"] },
      },
    },
  },
);
