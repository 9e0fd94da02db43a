import type { ApiModel } from "../model/model.js";
import { commentLines, jsDoc, propertyKey, stringLiteral } from "./encode.js";
import { Imports } from "./imports.js";
import { array, type Doc, object, render } from "./layout.js";
import type { EmitOptions } from "./options.js";
import { printFile } from "./source-file.js";
import type { Modules } from "./type-text.js";

/** `client.ts`: what the document and the config say about the API as a whole, and its `createClient`. */
export function emitClient(model: ApiModel, banner: string, modules: Modules, options: EmitOptions): string {
  const imports = new Imports(["createClient", "api", "SecurityScheme"]);
  const [api, client, clientOptions] = ["Api", "Client", "ClientOptions"].map((name) => imports.type(modules.runtime, name));
  const create = imports.value(modules.runtime, "createClient");
  const members: Doc[] = [["servers: ", array(model.servers.map(stringLiteral))]];
  if (model.securitySchemes.length > 0) {
    members.push(["security: ", object(model.securitySchemes.map(({ name, type, in: place, parameter }): Doc => [`${propertyKey(name)}: `, object([`type: ${stringLiteral(type)}`, ...(place ? [`in: ${stringLiteral(place)}`, `name: ${stringLiteral(parameter ?? "")}`] : [])])]))]);
  }
  if (model.defaultSecurity) members.push(["defaultSecurity: ", array(model.defaultSecurity.map((schemes) => array(schemes.map(stringLiteral))))]);
  if (options.tagHeaders.join() !== "ETag") members.push(["tagHeaders: ", array(options.tagHeaders.map(stringLiteral))]);
  if (options.weakTags !== "send") members.push(`weakTags: ${stringLiteral(options.weakTags)}`);
  if (options.preconditionFailed.join() !== "412") members.push(["preconditionFailed: ", array(options.preconditionFailed.map(String))]);
  if (options.preconditionRequired.join() !== "428") members.push(["preconditionRequired: ", array(options.preconditionRequired.map(String))]);
  const schemes = model.securitySchemes.map(({ name }) => stringLiteral(name)).join(" | ");
  const title = [model.title, model.version].filter(Boolean).join(" ");
  return printFile(banner, imports, [
    `const api: ${api} = ${render(object(members), 0, 18)};`,
    `/** The security schemes of the document: the keys of \`auth\`. */\nexport type SecurityScheme = ${schemes || "never"};`,
    `${jsDoc(commentLines(`Makes a client for ${title || "this API"}.`))}export function createClient(options: ${clientOptions}<SecurityScheme> = {}): ${client} {\n  return ${create}(api, options);\n}`,
  ]);
}
