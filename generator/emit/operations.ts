import type { OptionalKind, PropertySignatureStructure } from "ts-morph";
import { operationFamily } from "../model/identifiers.js";
import type { ApiModel, ContentModel, KeyValue, OperationModel, ParameterModel, ResourceModel } from "../model/model.js";
import { commentLines, propertyKey, stringLiteral, typeKey } from "./encode.js";
import { Imports } from "./imports.js";
import { operationDoc } from "./jsdoc.js";
import { array, type Doc, generic, object, render, typeObject } from "./layout.js";
import type { EmitOptions } from "./options.js";
import { printFile, type Statement } from "./source-file.js";
import { type Modules, TypePrinter } from "./type-text.js";

/** One file of operations: for each its request, its result, its descriptor and its function. */
export class OperationsFile {
  readonly #model: ApiModel;
  readonly #options: EmitOptions;
  readonly #modules: Modules;
  readonly #imports: Imports;
  readonly #types: TypePrinter;
  readonly #operations: readonly OperationModel[];
  /** Module of an operation that another file emits. */
  readonly #moduleOf: (operation: OperationModel) => string | undefined;

  constructor(model: ApiModel, operations: readonly OperationModel[], modules: Modules, moduleOf: (operation: OperationModel) => string | undefined, options: EmitOptions) {
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
    const implementation = this.#runtime({ none: "send", retrieval: "retrieve", "state-change": "changeState", creation: "create" }[role]);
    const required = this.#requestIsRequired(operation);
    const fn: Extract<Statement, { function: unknown }>["function"] = {
      name,
      isExported: true,
      docs: [{ description: `\n${operationDoc(operation).join("\n")}` }],
      parameters: [
        { name: "client", type: this.#runtimeType("Client") },
        { name: "request", type: request, ...(!required && { initializer: "{}" }) },
        { name: "options", hasQuestionToken: true, type: this.#runtimeType("RequestOptions") },
      ],
      returnType: `Promise<${result}>`,
      statements: [`return ${implementation}(client, ${descriptor}, request, options);`],
    };
    return [...this.#request(operation, request), this.#result(operation, result), this.#descriptor(operation, descriptor), { function: fn }];
  }

  #runtime(name: string): string {
    return this.#imports.value(this.#modules.runtime, name);
  }

  #runtimeType(name: string): string {
    return this.#imports.type(this.#modules.runtime, name);
  }

  #requestIsRequired(operation: OperationModel): boolean {
    const { concurrency } = operation;
    const needsIfMatch = concurrency.role === "state-change" && (concurrency.ifMatch === "required" || !this.#options.omittableIfMatch);
    return needsIfMatch || operation.body?.required === true || operation.parameters.some((parameter) => parameter.required);
  }

  /** `export interface JobRetrieveRequest`; a union where media types have bodies of their own. */
  #request(operation: OperationModel, name: string): Statement[] {
    const properties: OptionalKind<PropertySignatureStructure>[] = [];
    for (const place of ["path", "query", "header", "cookie"] as const) {
      const parameters = operation.parameters.filter((parameter) => parameter.in === place);
      if (parameters.length > 0) properties.push(this.#parameters(place, parameters));
    }
    const bodies = this.#bodies(operation);
    if (bodies.length === 1) properties.push(...bodies[0]!);
    const precondition = this.#precondition(operation);
    if (precondition) properties.push(precondition);
    if (properties.length === 0 && bodies.length === 0) return [`export type ${name} = ${this.#runtimeType("NoParameters")};`];
    if (bodies.length < 2) return [{ interface: { name, isExported: true, properties } }];
    const alternatives = bodies.map((body) => render(typeObject(body.map(({ name: key, hasQuestionToken, type }) => `${key}${hasQuestionToken ? "?" : ""}: ${type as string}`)), 2));
    const base = `${name}Base`;
    return [
      { interface: { name: base, properties } },
      `export type ${name} = ${base} &\n  (${alternatives.join(" |\n  ")});`,
    ];
  }

  #parameters(place: string, parameters: readonly ParameterModel[]): OptionalKind<PropertySignatureStructure> {
    const optional = parameters.every((parameter) => !parameter.required);
    const described = parameters.some(({ description, deprecated }) => description !== "" || deprecated);
    const lines = parameters.map((parameter): Doc => {
      const doc = described ? comment([...commentLines(parameter.description, 90), ...(parameter.deprecated ? ["@deprecated"] : [])]) : "";
      const type = this.#types.print(parameter.type);
      return `${doc}${typeKey(parameter.name)}${parameter.required ? "" : "?"}: ${type}${parameter.required || type === "unknown" ? "" : " | undefined"}`;
    });
    const type = described ? `{\n${lines.map((line) => `${indent(line as string)};`).join("\n")}\n}` : render(typeObject(lines), 2, place.length + 4);
    return { name: place, hasQuestionToken: optional, type: type + (optional ? " | undefined" : "") };
  }

  /** The properties `body` and `contentType`; media types with the same body share one alternative. */
  #bodies({ body }: OperationModel): OptionalKind<PropertySignatureStructure>[][] {
    if (!body) return [];
    const alternatives = new Map<string, string[]>();
    for (const content of body.contents) {
      const type = this.#types.print(content.type);
      alternatives.set(type, [...(alternatives.get(type) ?? []), content.mediaType]);
    }
    const fallback = body.contents[0]!.mediaType;
    return [...alternatives].map(([type, mediaTypes]) => {
      const isDefault = mediaTypes.includes(fallback);
      const properties: OptionalKind<PropertySignatureStructure>[] = [{ name: "body", hasQuestionToken: !body.required, type: body.required || type === "unknown" ? type : `${type} | undefined` }];
      if (body.contents.length > 1) properties.push({ name: "contentType", hasQuestionToken: isDefault, type: mediaTypes.map(stringLiteral).join(" | ") + (isDefault ? " | undefined" : "") });
      return properties;
    });
  }

  #precondition({ concurrency }: OperationModel): OptionalKind<PropertySignatureStructure> | undefined {
    if (concurrency.role === "retrieval") {
      const tag = `${this.#runtimeType("EntityTag")}<${stringLiteral(concurrency.resource)}>`;
      return { name: "ifNoneMatch", hasQuestionToken: true, type: `${tag} | readonly ${tag}[] | undefined`, docs: ["Your own precondition: the result may then be `not-modified`."] };
    }
    if (concurrency.role !== "state-change") return undefined;
    const wildcard = this.#resource(concurrency.resource)?.wildcard === true;
    const optional = concurrency.ifMatch === "optional";
    const omittable = optional && this.#options.omittableIfMatch;
    const type = [`${this.#runtimeType("IfMatch")}<${stringLiteral(concurrency.resource)}>`, ...(wildcard ? ['"*"'] : []), ...(optional ? ["null"] : []), ...(omittable ? ["undefined"] : [])].join(" | ");
    const doc = `The ${concurrency.resource} as you read it, or its entity-tag${optional ? "; `null` writes unconditionally" : ""}.`;
    return { name: "ifMatch", hasQuestionToken: omittable, type, docs: [commentLines(doc).join("\n")] };
  }

  #resource(name: string): ResourceModel | undefined {
    return this.#model.resources.find((resource) => resource.name === name);
  }

  #result(operation: OperationModel, name: string): string {
    const { concurrency } = operation;
    const kind = { none: "Result", retrieval: "RetrievalResult", "state-change": "StateChangeResult", creation: "CreationResult" }[concurrency.role];
    const outcomes = new Map<string, string>();
    if (concurrency.role === "state-change") {
      for (const status of this.#options.preconditionFailed) outcomes.set(String(status), '"precondition-failed"');
      for (const status of this.#options.preconditionRequired) outcomes.set(String(status), '"precondition-required"');
      // A gateway's word on a state change is an ambiguous outcome, whatever the document says of it.
      for (const status of ["502", "504"]) outcomes.set(status, "");
    }
    const responses = operation.responses.flatMap(({ status, type }): Doc[] => {
      const key = outcomes.get(status) ?? (/^\d+$/.test(status) || status === "default" ? status : stringLiteral(status));
      return key === "" ? [] : [`${key}: ${this.#types.print(type)}`];
    });
    const start = `export type ${name} = `;
    const items: Doc[] = [typeObject([...new Set(responses)])];
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
    return this.#model.operations.find(({ id }) => id === retrieval);
  }

  #descriptor(operation: OperationModel, name: string): string {
    const kind = { none: "Operation", retrieval: "RetrievalOperation", "state-change": "StateChangeOperation", creation: "CreationOperation" }[operation.concurrency.role];
    const members: Doc[] = [`id: ${stringLiteral(operation.id)}`, `method: ${stringLiteral(operation.method)}`, ["path: ", array(this.#path(operation))]];
    for (const place of ["query", "header", "cookie"] as const) {
      const styled = operation.parameters.filter((parameter) => parameter.in === place && parameter.style !== undefined);
      if (styled.length > 0) members.push([`${place}: `, object(styled.map((parameter) => `${propertyKey(parameter.name)}: ${this.#runtime(parameter.style!)}`))]);
    }
    if (operation.body) members.push(["body: ", object(operation.body.contents.map((content: ContentModel) => `${propertyKey(content.mediaType)}: ${this.#runtime(content.encoding)}`))]);
    const accept = [...new Set(operation.responses.flatMap(({ mediaTypes }) => mediaTypes))];
    if (accept.length > 0) members.push(`accept: ${stringLiteral(accept.join(", "))}`);
    members.push(["responses: ", array(operation.responses.map(({ status }) => (/^\d+$/.test(status) ? status : stringLiteral(status))))]);
    if (operation.security) members.push(["security: ", array(operation.security.map((schemes) => array(schemes.map(stringLiteral))))]);
    if (operation.server !== undefined) members.push(`server: ${stringLiteral(operation.server)}`);
    members.push(...this.#concurrency(operation));
    return `${this.#options.exportedDescriptors.has(operation.id) ? "export " : ""}const ${name} = ${render(object(members), 0, name.length + 9)} as const satisfies ${this.#runtimeType(kind)};`;
  }

  #path(operation: OperationModel): Doc[] {
    return operation.pathParts.map((part) => {
      if ("literal" in part) return stringLiteral(part.literal);
      const style = operation.parameters.find((parameter) => parameter.in === "path" && parameter.name === part.parameter)?.style;
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
      members.push(["created: ", array(parameters.map((parameter) => array([...new Set([parameter, "id"])].map(stringLiteral))))]);
    } else {
      members.push(["key: ", array(concurrency.key.values.map(({ in: place, name }: KeyValue) => array([stringLiteral(place), stringLiteral(name)])))]);
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

const comment = (lines: readonly string[]): string => (lines.length === 0 ? "" : lines.length === 1 ? `/** ${lines[0]} */\n` : `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`);
const indent = (text: string): string => text.replace(/^(?=.)/gm, "  ");

