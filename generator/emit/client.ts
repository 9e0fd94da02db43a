import type { ApiModel, SecuritySchemeModel } from "../model/model.js";
import { commentLines, jsDoc, propertyKey, stringLiteral, typeKey } from "./encode.js";
import { Imports } from "./imports.js";
import { array, type Doc, object, render, typeObject } from "./layout.js";
import type { EmitOptions } from "./options.js";
import { printFile } from "./source-file.js";
import type { Modules } from "./type-text.js";

/** `client.ts`: what the document and the config say about the API as a whole, and its `createClient`. */
export function emitClient(model: ApiModel, banner: string, modules: Modules, options: EmitOptions): string {
  const imports = new Imports(["createClient", "api", "Credentials"]);
  const [api, client, clientOptions] = ["Api", "Client", "ClientOptions"].map((name) =>
    imports.type(modules.runtime, name),
  );
  const create = imports.value(modules.runtime, "createClient");
  const members: Doc[] = [["servers: ", array(model.servers.map(stringLiteral))]];
  if (model.securitySchemes.length > 0) {
    members.push([
      "security: ",
      object(
        model.securitySchemes.map(
          (scheme): Doc => `${propertyKey(scheme.name)}: ${schemeExpression(scheme, imports, modules)}`,
        ),
      ),
    ]);
  }
  if (model.defaultSecurity)
    members.push([
      "defaultSecurity: ",
      array(model.defaultSecurity.map((schemes) => array(schemes.map(stringLiteral)))),
    ]);
  if (options.versionHeaders.join() !== "ETag")
    members.push(["versionHeaders: ", array(options.versionHeaders.map(stringLiteral))]);
  if (options.weakTags !== "send") members.push(`weakTags: ${stringLiteral(options.weakTags)}`);
  if (options.preconditionFailed.join() !== "412")
    members.push(["preconditionFailed: ", array(options.preconditionFailed.map(String))]);
  if (options.preconditionRequired.join() !== "428")
    members.push(["preconditionRequired: ", array(options.preconditionRequired.map(String))]);
  const credentials = model.securitySchemes.map(
    ({ name, type }) =>
      `${typeKey(name)}: ${type === "basic" ? imports.type(modules.runtime, "BasicCredential") : "string"}`,
  );
  const title = [model.title, model.version].filter(Boolean).join(" ");
  return printFile(banner, imports, [
    `const api: ${api} = ${render(object(members), 0, 18)};`,
    `/** The security schemes of the document, and what \`auth\` takes for each. */\nexport type Credentials = ${render(typeObject(credentials), 0, 26)};`,
    `${jsDoc(commentLines(`Makes a client for ${title || "this API"}.`))}export function createClient(options: ${clientOptions}<Credentials> = {}): ${client} {\n  return ${create}(api, options);\n}`,
  ]);
}

/** A runtime function, so that only the schemes of the document are bundled. */
function schemeExpression(
  { type, in: place, parameter = "" }: SecuritySchemeModel,
  imports: Imports,
  modules: Modules,
): string {
  if (type !== "apiKey") return imports.value(modules.runtime, type);
  const name = { header: "apiKeyHeader", query: "apiKeyQuery", cookie: "apiKeyCookie" }[place!];
  return `${imports.value(modules.runtime, name)}(${stringLiteral(parameter)})`;
}
