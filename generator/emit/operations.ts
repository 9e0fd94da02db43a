import { operationFamily } from "../model/identifiers.js";
import type {
  ApiModel,
  ContentModel,
  KeyValue,
  OperationModel,
  ParameterModel,
  ResourceModel,
} from "../model/model.js";
import { commentLines, jsDoc, propertyKey, stringLiteral, typeKey } from "./encode.js";
import { Imports } from "./imports.js";
import { operationDoc } from "./jsdoc.js";
import { array, call, type Doc, generic, object, render, typeObject } from "./layout.js";
import type { EmitOptions } from "./options.js";
import { printFile, type Statement } from "./source-file.js";
import { type Modules, TypePrinter } from "./type-text.js";

/** One file of operations: for each its function, what it takes, what it answers, and its descriptor. */
export class OperationsFile {
  readonly #model: ApiModel;
  readonly #options: EmitOptions;
  readonly #modules: Modules;
  readonly #imports: Imports;
  readonly #types: TypePrinter;
  readonly #operations: readonly OperationModel[];
  /** Module of an operation that another file emits. */
  readonly #moduleOf: (operation: OperationModel) => string | undefined;

  constructor(
    model: ApiModel,
    operations: readonly OperationModel[],
    modules: Modules,
    moduleOf: (operation: OperationModel) => string | undefined,
    options: EmitOptions,
  ) {
    this.#model = model;
    this.#options = options;
    this.#modules = modules;
    this.#operations = operations;
    this.#moduleOf = moduleOf;
    this.#imports = new Imports(operations.flatMap(({ name }) => operationFamily(name)));
    this.#types = new TypePrinter(model, this.#imports, modules);
  }

  emit(banner: string): string {
    const statements = this.#operations.flatMap((operation) => this.#operation(operation));
    return printFile(banner, this.#imports, statements);
  }

  #operation(operation: OperationModel): Statement[] {
    const [name, request, result, descriptor] = operationFamily(operation.name);
    const role = operation.concurrency.role;
    const implementation = this.#runtime(
      { none: "send", retrieval: "retrieve", "state-change": "changeState", creation: "create" }[role],
    );
    const required = this.#requestIsRequired(operation);
    const fn: Extract<Statement, { function: unknown }>["function"] = {
      name,
      isExported: true,
      docs: [{ description: `\n${operationDoc(operation, this.#isConditional(operation)).join("\n")}` }],
      parameters: [
        { name: "client", type: this.#runtimeType("Client") },
        { name: "request", type: request, ...(!required && { initializer: "{}" }) },
        { name: "options", hasQuestionToken: true, type: this.#runtimeType("RequestOptions") },
      ],
      returnType: `Promise<${result}>`,
      statements: [`return ${implementation}(client, ${descriptor}, request, options);`],
    };
    return [
      { function: fn },
      ...this.#request(operation, request),
      this.#result(operation, result),
      this.#descriptor(operation, descriptor),
    ];
  }

  #runtime(name: string): string {
    return this.#imports.value(this.#modules.runtime, name);
  }

  #runtimeType(name: string): string {
    return this.#imports.type(this.#modules.runtime, name);
  }

  #requestIsRequired(operation: OperationModel): boolean {
    const { concurrency } = operation;
    const needsIfMatch =
      concurrency.role === "state-change" && (concurrency.ifMatch === "required" || !this.#options.omittableIfMatch);
    return (
      needsIfMatch || operation.body?.required === true || operation.parameters.some((parameter) => parameter.required)
    );
  }

  /** `export interface JobRetrieveRequest`; a union where media types have bodies of their own. */
  #request(operation: OperationModel, name: string): Statement[] {
    const members: string[] = [];
    for (const place of ["path", "query", "header", "cookie"] as const) {
      const parameters = operation.parameters.filter((parameter) => parameter.in === place);
      if (parameters.length > 0) members.push(this.#parameters(place, parameters));
    }
    const bodies = this.#bodies(operation);
    if (bodies.length === 1) members.push(...bodies[0]!);
    const precondition = this.#precondition(operation);
    if (precondition !== undefined) members.push(precondition);
    if (members.length === 0 && bodies.length === 0)
      return [`export type ${name} = ${this.#runtimeType("NoParameters")};`];
    const declare = (as: string): string => `${as} {\n${members.map((member) => `${indent(member)};`).join("\n")}\n}`;
    if (bodies.length < 2) return [declare(`export interface ${name}`)];
    const alternatives = bodies.map((body) => render(typeObject(body), 4, 6));
    return [
      declare(`interface ${name}Base`),
      `export type ${name} = ${name}Base &\n  (\n    | ${alternatives.join("\n    | ")}\n  );`,
    ];
  }

  #parameters(place: string, parameters: readonly ParameterModel[]): string {
    const optional = parameters.every((parameter) => !parameter.required);
    const described = parameters.some(({ description, deprecated }) => description !== "" || deprecated);
    const lines = parameters.map((parameter) => {
      const doc = jsDoc([...commentLines(parameter.description, 90), ...(parameter.deprecated ? ["@deprecated"] : [])]);
      return doc + member(parameter.name, !parameter.required, this.#types.print(parameter.type));
    });
    const type = described
      ? `{\n${lines.map((line) => `${indent(line)};`).join("\n")}\n}`
      : render(typeObject(lines), 0, place.length + 6);
    // Without `| undefined`: an optional group is left out, its members may be undefined.
    return `${place}${optional ? "?" : ""}: ${type}`;
  }

  /** The members `body` and `contentType`; media types with the same body share one alternative. */
  #bodies({ body }: OperationModel): string[][] {
    if (!body) return [];
    const alternatives = new Map<string, string[]>();
    for (const content of body.contents) {
      const type = this.#types.print(content.type);
      alternatives.set(type, [...(alternatives.get(type) ?? []), content.mediaType]);
    }
    const fallback = body.contents[0]!.mediaType;
    return [...alternatives].map(([type, mediaTypes]) => [
      member("body", !body.required, type),
      ...(body.contents.length > 1
        ? [member("contentType", mediaTypes.includes(fallback), mediaTypes.map(stringLiteral).join(" | "))]
        : []),
    ]);
  }

  #precondition({ concurrency }: OperationModel): string | undefined {
    if (concurrency.role === "retrieval") {
      const type = `${this.#runtimeType("IfNoneMatch")}<${stringLiteral(concurrency.resource)}>`;
      return (
        jsDoc(["Your own precondition: the result may then be `not-modified`."]) + member("ifNoneMatch", true, type)
      );
    }
    if (concurrency.role !== "state-change") return undefined;
    const wildcard = this.#resource(concurrency.resource)?.wildcard === true;
    const optional = concurrency.ifMatch === "optional";
    const type = [
      `${this.#runtimeType("IfMatch")}<${stringLiteral(concurrency.resource)}>`,
      ...(wildcard ? ['"*"'] : []),
      ...(optional ? ["null"] : []),
    ].join(" | ");
    const doc = `The ${concurrency.resource} as you read it, or its entity-tag${optional ? "; `null` writes unconditionally" : ""}.`;
    return jsDoc(commentLines(doc)) + member("ifMatch", optional && this.#options.omittableIfMatch, type);
  }

  /** Whether some operation takes the tag that this one yields. */
  #isConditional({ concurrency }: OperationModel): boolean {
    return "resource" in concurrency && this.#resource(concurrency.resource)?.conditional === true;
  }

  #resource(name: string): ResourceModel | undefined {
    return this.#model.resources.find((resource) => resource.name === name);
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
      for (const status of this.#options.preconditionFailed) outcomes.set(String(status), '"precondition-failed"');
      for (const status of this.#options.preconditionRequired) outcomes.set(String(status), '"precondition-required"');
      // A gateway's word on a state change is an ambiguous outcome, whatever the document says of it.
      for (const status of ["502", "504"]) outcomes.set(status, "");
    }
    // Several statuses may mean the same outcome: its body is any of theirs.
    const bodies = new Map<string, Set<string>>();
    for (const { status, type } of operation.responses) {
      const plain = /^\d+$/.test(status) || status === "default" ? status : stringLiteral(status);
      const key = outcomes.get(status) ?? plain;
      if (key !== "") bodies.set(key, (bodies.get(key) ?? new Set()).add(this.#types.print(type)));
    }
    const responses = [...bodies].map(([key, types]) => `${key}: ${[...types].join(" | ")}`);
    const start = `export type ${name} = `;
    const items: Doc[] = [typeObject(responses)];
    if (concurrency.role !== "none") items.push(stringLiteral(concurrency.resource));
    if (concurrency.role === "state-change") {
      const reloaded = this.#reload(operation)?.responses.find(({ status }) => status.startsWith("2"));
      if (reloaded) items.push(this.#types.print(reloaded.type));
    }
    return `${start}${render(generic(this.#runtimeType(kind), items), 0, start.length)};`;
  }

  /** The retrieval that `reload()` calls; none where the key's values cannot all be passed to it. */
  #reload({ concurrency }: OperationModel): OperationModel | undefined {
    if (concurrency.role !== "state-change") return undefined;
    const retrieval = this.#resource(concurrency.resource)?.retrieval;
    const operation = this.#model.operations.find(({ id }) => id === retrieval);
    return operation?.concurrency.role === "retrieval" ? operation : undefined;
  }

  #descriptor(operation: OperationModel, name: string): string {
    const kind = {
      none: "Operation",
      retrieval: "RetrievalOperation",
      "state-change": "StateChangeOperation",
      creation: "CreationOperation",
    }[operation.concurrency.role];
    const members: Doc[] = [
      `id: ${stringLiteral(operation.id)}`,
      `method: ${stringLiteral(operation.method)}`,
      ["path: ", array(this.#path(operation))],
    ];
    for (const place of ["query", "header"] as const) {
      const styled = operation.parameters.filter(
        (parameter) => parameter.in === place && parameter.style !== undefined,
      );
      if (styled.length > 0)
        members.push([
          `${place}: `,
          object(styled.map((parameter) => `${propertyKey(parameter.name)}: ${this.#runtime(parameter.style!)}`)),
        ]);
    }
    members.push(...this.#cookies(operation));
    if (operation.body)
      members.push([
        "body: ",
        object(
          operation.body.contents.map(
            (content: ContentModel) => `${propertyKey(content.mediaType)}: ${this.#runtime(content.encoding)}`,
          ),
        ),
      ]);
    const accept = [...new Set(operation.responses.flatMap(({ mediaTypes }) => mediaTypes))];
    if (accept.length > 0) members.push(`accept: ${stringLiteral(accept.join(", "))}`);
    members.push([
      "responses: ",
      array(operation.responses.map(({ status }) => (/^\d+$/.test(status) ? status : stringLiteral(status)))),
    ]);
    if (operation.security)
      members.push(["security: ", array(operation.security.map((schemes) => array(schemes.map(stringLiteral))))]);
    if (operation.server !== undefined) members.push(`server: ${stringLiteral(operation.server)}`);
    members.push(...this.#concurrency(operation));
    const start = `${this.#options.exportedDescriptors.has(operation.id) ? "export " : ""}const ${name} = `;
    const tail = ` as const satisfies ${this.#runtimeType(kind)};`;
    return start + render(object(members), 0, start.length + tail.length) + tail;
  }

  #cookies({ parameters }: OperationModel): Doc[] {
    const cookies = parameters.filter((parameter) => parameter.in === "cookie");
    if (cookies.length === 0) return [];
    const write = this.#runtime("cookieHeader");
    const styled = cookies
      .filter(({ style }) => style !== undefined)
      .map(({ name, style }) => `${propertyKey(name)}: ${this.#runtime(style!)}`);
    return [
      styled.length === 0
        ? `cookie: ${write}`
        : ["cookie: ", call(`(values: object) => ${write}`, ["values", object(styled)])],
    ];
  }

  #path(operation: OperationModel): Doc[] {
    return operation.pathParts.map((part) => {
      if ("literal" in part) return stringLiteral(part.literal);
      const style = operation.parameters.find(
        (parameter) => parameter.in === "path" && parameter.name === part.parameter,
      )?.style;
      return object([`name: ${stringLiteral(part.parameter)}`, ...(style ? [`style: ${this.#runtime(style)}`] : [])]);
    });
  }

  #concurrency(operation: OperationModel): Doc[] {
    const { concurrency } = operation;
    if (concurrency.role === "none") return [];
    const resource = this.#resource(concurrency.resource);
    const members: Doc[] = [`resource: ${stringLiteral(concurrency.resource)}`];
    if (concurrency.role === "creation") {
      const parameters = resource?.parameters ?? ["id"];
      members.push([
        "created: ",
        array(parameters.map((parameter) => array([...new Set([parameter, "id"])].map(stringLiteral)))),
      ]);
    } else {
      members.push([
        "key: ",
        array(
          concurrency.key.values.map(({ in: place, name }: KeyValue) =>
            array([stringLiteral(place), stringLiteral(name)]),
          ),
        ),
      ]);
    }
    if (resource?.tagProperty !== undefined) members.push(`tagProperty: ${stringLiteral(resource.tagProperty)}`);
    if (concurrency.role !== "state-change") return members;
    members.push(`ifMatch: ${stringLiteral(concurrency.ifMatch)}`);
    if (resource?.wildcard) members.push("wildcard: true");
    if (concurrency.ifMatch === "optional" && this.#options.omittableIfMatch) members.push("omittable: true");
    const reload = this.#reload(operation);
    if (reload) members.push(`reload: () => ${this.#descriptorName(reload)}`);
    return members;
  }

  #descriptorName(operation: OperationModel): string {
    const name = operationFamily(operation.name)[3];
    const module = this.#moduleOf(operation);
    return module === undefined ? name : this.#imports.value(module, name);
  }
}

/** `name?: type | undefined`: under exactOptionalPropertyTypes, too, a caller may pass what may be undefined. */
const member = (name: string, optional: boolean, type: string): string =>
  `${typeKey(name)}${optional ? "?" : ""}: ${type}${optional && type !== "unknown" ? " | undefined" : ""}`;
const indent = (text: string): string => text.replace(/^(?=.)/gm, "  ");
