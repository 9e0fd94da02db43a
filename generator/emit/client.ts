import type { ApiModel } from "../model/model.js";
import { commentLines, jsDoc, stringLiteral, typeKey } from "./encode.js";
import { Imports } from "./imports.js";
import { array, type Doc, object, render, typeObject } from "./layout.js";
import { apiFacts, type EmitOptions } from "./options.js";
import { securityAlternatives } from "./security.js";
import { printFile } from "./source-file.js";
import type { Modules } from "./type-text.js";

/** `client.ts`: what the document and the config say about the API as a whole, and its `createClient`. */
export function emitClient(model: ApiModel, modules: Modules, options: EmitOptions): string {
  const imports = new Imports(["createClient", "api", "Credentials"]);
  const [api, client, clientOptions] = ["Api", "Client", "ClientOptions"].map((name) =>
    imports.type(modules.runtime, name),
  );
  const create = imports.value(modules.runtime, "createClient");
  const members: Doc[] = [["servers: ", array(model.servers.map(stringLiteral))]];
  if (model.defaultSecurity)
    members.push(["defaultSecurity: ", securityAlternatives(model, model.defaultSecurity, imports, modules)]);
  const { versionHeaders, weakTags, preconditionFailed, preconditionRequired, ambiguous } = apiFacts(options);
  if (versionHeaders) members.push(["versionHeaders: ", array(versionHeaders.map(stringLiteral))]);
  if (weakTags) members.push(`weakTags: ${stringLiteral(weakTags)}`);
  if (preconditionFailed) members.push(["preconditionFailed: ", array(preconditionFailed.map(String))]);
  if (preconditionRequired) members.push(["preconditionRequired: ", array(preconditionRequired.map(String))]);
  if (ambiguous) members.push(["ambiguous: ", array(ambiguous.map(String))]);
  const credentials = model.securitySchemes.map(
    ({ name, type }) =>
      `${typeKey(name)}: ${type === "basic" ? imports.type(modules.runtime, "BasicCredential") : "string"}`,
  );
  const title = [model.title, model.version].filter(Boolean).join(" ");
  return printFile(imports, [
    `const api: ${api} = ${render(object(members), 0, 18)};`,
    `/** The security schemes of the document, and what \`auth\` takes for each. */\nexport type Credentials = ${render(typeObject(credentials), 0, 26)};`,
    `${jsDoc(commentLines(`Makes a client for ${title || "this API"}.`))}export function createClient(options: ${clientOptions}<Credentials> = {}): ${client} {\n  return ${create}(api, options);\n}`,
  ]);
}
