import type { BodyModel, OperationModel, ParameterModel, TypeModel } from "../model/model.js";
import { type Scope, printDescriptor, reloadOf, resourceOf, runtime, runtimeType } from "./descriptor.js";
import { commentLines, jsDoc, stringLiteral, typeKey } from "./encode.js";
import { Imports } from "./imports.js";
import { operationDoc } from "./jsdoc.js";
import { call, type Doc, generic, lines, render, typeObject, unionType } from "./layout.js";
import { printFile, type Statement } from "./source-file.js";
import { TypePrinter } from "./type-text.js";

/** One file of operations: for each its function, what it takes, what it answers, and its descriptor. */
export class OperationsFile {
  readonly #scope: Scope;
  readonly #types: TypePrinter;
  readonly #operations: readonly OperationModel[];

  constructor(operations: readonly OperationModel[], scope: Omit<Scope, "imports">) {
    this.#operations = operations;
    const imports = new Imports(
      operations.flatMap(({ name, request, result, descriptor }) => [
        name,
        request,
        `${request}Base`,
        result,
        descriptor,
      ]),
    );
    this.#scope = { ...scope, imports };
    this.#types = new TypePrinter(scope.model, imports, scope.modules);
  }

  emit(): string {
    const statements = this.#operations.flatMap((operation) => this.#operation(operation));
    return printFile(this.#scope.imports, statements);
  }

  #operation(operation: OperationModel): Statement[] {
    const { name, request, result, descriptor } = operation;
    const role = operation.concurrency.role;
    const implementation = runtime(
      this.#scope,
      { none: "send", retrieval: "retrieve", "state-change": "changeState", creation: "create" }[role],
    );
    const required = this.#requestIsRequired(operation);
    const doc = jsDoc(operationDoc(operation, this.#isConditional(operation)));
    const signature = call(`function ${name}`, [
      `client: ${runtimeType(this.#scope, "Client")}`,
      `request: ${request}${required ? "" : " = {}"}`,
      `options?: ${runtimeType(this.#scope, "RequestOptions")}`,
    ]);
    const end = `: Promise<${result}> {`;
    // The parameters share a line only if the end of the signature fits on it, too.
    const head = render(signature, 2, 2 + end.length) + end;
    // A call that is marked as pure: bundlers drop a function that is not used, and its operation with it.
    const fn = `export const ${name} = /* @__PURE__ */ Object.assign(
  ${head}
    return ${implementation}(client, ${descriptor}, request, options);
  },
  { operation: ${descriptor} },
);`;
    return [
      ...this.#request(operation, request),
      this.#result(operation, result),
      // Before the function, which reads it when the module is loaded.
      printDescriptor(this.#scope, operation, descriptor),
      doc + fn,
    ];
  }

  #requestIsRequired(operation: OperationModel): boolean {
    const { concurrency } = operation;
    const needsIfMatch =
      concurrency.role === "state-change" &&
      (concurrency.ifMatch === "required" || !this.#scope.options.omittableIfMatch);
    return (
      needsIfMatch || operation.body?.required === true || operation.parameters.some((parameter) => parameter.required)
    );
  }

  /** `export interface JobRetrieveRequest`; a union where media types have bodies of their own. */
  #request(operation: OperationModel, name: string): Statement[] {
    const members: Doc[] = [];
    for (const place of ["path", "query", "header", "cookie"] as const) {
      const parameters = operation.parameters.filter((parameter) => parameter.in === place);
      if (parameters.length > 0) members.push(this.#parameters(place, parameters));
    }
    const bodies = this.#bodies(operation);
    if (bodies.length === 1) members.push(...bodies[0]!);
    const precondition = this.#precondition(operation);
    if (precondition !== undefined) members.push(precondition);
    if (members.length === 0 && bodies.length === 0)
      return [`export type ${name} = ${runtimeType(this.#scope, "NoParameters")};`];
    const declare = (as: string): string => `${as} {\n${members.map((one) => `  ${render(one, 2, 2)};`).join("\n")}\n}`;
    if (bodies.length < 2) return [declare(`export interface ${name}`)];
    const alternatives = bodies.map((body) => render(typeObject(body), 4, 6));
    return [
      declare(`interface ${name}Base`),
      `export type ${name} = ${name}Base &\n  (\n    | ${alternatives.join("\n    | ")}\n  );`,
    ];
  }

  #parameters(place: string, parameters: readonly ParameterModel[]): Doc {
    const optional = parameters.every((parameter) => !parameter.required);
    const members = parameters.map((parameter) => {
      const comment = [...commentLines(parameter.description, 90), ...(parameter.deprecated ? ["@deprecated"] : [])];
      return withComment(comment, member(parameter.name, !parameter.required, this.#types.doc(parameter.type)));
    });
    // Without `| undefined`: an optional group is left out, its members may be undefined.
    return [`${place}${optional ? "?" : ""}: `, typeObject(members)];
  }

  /** The members `body` and `contentType`; media types with the same body share one alternative. */
  #bodies({ body }: OperationModel): Doc[][] {
    if (!body) return [];
    const alternatives = new Map<string, { type: Doc; mediaTypes: string[] }>();
    const headers = this.#partHeaders(body);
    for (const content of body.contents) {
      const type = this.#types.doc(content.type);
      const text = render(type);
      const alternative = alternatives.get(text) ?? { type, mediaTypes: [] };
      alternatives.set(text, alternative);
      alternative.mediaTypes.push(content.mediaType);
    }
    const fallback = body.contents[0]!.mediaType;
    return [...alternatives.values()].map(({ type, mediaTypes }) => [
      member("body", !body.required, type),
      ...(body.contents.length > 1
        ? [member("contentType", mediaTypes.includes(fallback), unionType(mediaTypes.map(stringLiteral)))]
        : []),
      ...(headers && mediaTypes.includes(headers.mediaType) ? [headers.doc] : []),
    ]);
  }

  /** The member `partHeaders`, and the media type that it belongs to. */
  #partHeaders({ contents }: BodyModel): { readonly mediaType: string; readonly doc: Doc } | undefined {
    const content = contents.find(({ fields = [] }) => fields.some(({ headers }) => headers));
    if (!content) return undefined;
    const parts = content.fields!.flatMap(({ name, headers = [] }): Doc[] => {
      const members = headers.map(({ name: header, required, description, type }) =>
        withComment(commentLines(description, 90), member(header, !required, this.#types.doc(type))),
      );
      return members.length === 0 ? [] : [member(name, true, typeObject(members))];
    });
    const doc = withComment(["Headers of the parts, by their names."], member("partHeaders", true, typeObject(parts)));
    return { mediaType: content.mediaType, doc };
  }

  #precondition({ concurrency }: OperationModel): Doc | undefined {
    if (concurrency.role === "retrieval") {
      const type = `${runtimeType(this.#scope, "IfNoneMatch")}<${stringLiteral(concurrency.resource)}>`;
      return withComment(
        ["Your own precondition: the result may then be `not-modified`."],
        member("ifNoneMatch", true, type),
      );
    }
    if (concurrency.role !== "state-change") return undefined;
    const wildcard = resourceOf(this.#scope, concurrency.resource)?.wildcard === true;
    const optional = concurrency.ifMatch === "optional";
    const type = [
      `${runtimeType(this.#scope, "IfMatch")}<${stringLiteral(concurrency.resource)}>`,
      ...(wildcard ? ['"*"'] : []),
      ...(optional ? ["null"] : []),
    ];
    const doc = `The ${concurrency.resource} as you read it, or \`entityTag()\`${optional ? "; `null` writes unconditionally" : ""}.`;
    return withComment(
      commentLines(doc),
      member("ifMatch", optional && this.#scope.options.omittableIfMatch, unionType(type)),
    );
  }

  /** Whether some operation takes the tag that this one yields. */
  #isConditional({ concurrency }: OperationModel): boolean {
    return "resource" in concurrency && resourceOf(this.#scope, concurrency.resource)?.conditional === true;
  }

  #result(operation: OperationModel, name: string): string {
    const { concurrency } = operation;
    const kind = {
      none: "Result",
      retrieval: "RetrievalResult",
      "state-change": "StateChangeResult",
      creation: "CreationResult",
    }[concurrency.role];
    const outcomes = new Map<string, string>();
    if (concurrency.role === "state-change") {
      for (const status of this.#scope.options.preconditionFailed)
        outcomes.set(String(status), '"precondition-failed"');
      for (const status of this.#scope.options.preconditionRequired)
        outcomes.set(String(status), '"precondition-required"');
      // A gateway's word on a state change is an ambiguous outcome, whatever the document says of it.
      for (const status of ["502", "504"]) outcomes.set(status, "");
    }
    // Several statuses may mean the same outcome: its body is any of theirs.
    const bodies = new Map<string, TypeModel[]>();
    for (const { status, type } of operation.responses) {
      const plain = /^\d+$/.test(status) || status === "default" ? status : stringLiteral(status);
      const key = outcomes.get(status) ?? plain;
      if (key !== "") bodies.set(key, [...(bodies.get(key) ?? []), type]);
    }
    const responses = [...bodies].map(([key, members]): Doc => [
      `${key}: `,
      this.#types.doc({ kind: "union", members }),
    ]);
    const start = `export type ${name} = `;
    const items: Doc[] = [typeObject(responses)];
    if (concurrency.role !== "none") items.push(stringLiteral(concurrency.resource));
    if (concurrency.role === "state-change") {
      const reloaded = reloadOf(this.#scope, operation)?.responses.find(({ status }) => status.startsWith("2"));
      if (reloaded) items.push(this.#types.doc(reloaded.type));
      if (concurrency.creates !== undefined)
        items.push(...(reloaded ? [] : ["unknown"]), stringLiteral(concurrency.creates));
    }
    return `${start}${render(generic(runtimeType(this.#scope, kind), items), 0, start.length)};`;
  }
}

/** `name?: type | undefined`: under exactOptionalPropertyTypes, too, a caller may pass what may be undefined. */
const member = (name: string, optional: boolean, type: Doc): Doc => [
  `${typeKey(name)}${optional ? "?" : ""}: `,
  optional && type !== "unknown" ? unionType([type, "undefined"]) : type,
];
const withComment = (comment: readonly string[], doc: Doc): Doc =>
  comment.length === 0 ? doc : lines([...jsDoc(comment).trimEnd().split("\n"), doc]);
