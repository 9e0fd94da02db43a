import type { ApiModel, SecuritySchemeModel } from "../model/model.js";
import { propertyKey, stringLiteral } from "./encode.js";
import { Imports } from "./imports.js";
import { array, type Doc, object } from "./layout.js";
import { printFile } from "./source-file.js";
import type { Modules } from "./type-text.js";

/** `security.ts`: the schemes of the document. Operations refer to the ones they use, so only these are bundled. */
export function emitSecurity({ securitySchemes }: ApiModel, modules: Modules): string {
  const imports = new Imports(securitySchemes.map(({ identifier }) => identifier));
  const statements = securitySchemes.map(
    (scheme) => `export const ${scheme.identifier} = ${schemeExpression(scheme, imports, modules)};`,
  );
  return printFile(imports, [statements.join("\n")]);
}

function schemeExpression(
  { type, scheme = "", in: place, parameter = "" }: SecuritySchemeModel,
  imports: Imports,
  modules: Modules,
) {
  if (type === "http")
    return `/* @__PURE__ */ ${imports.value(modules.runtime, "httpScheme")}(${stringLiteral(scheme)})`;
  if (type !== "apiKey") return imports.value(modules.runtime, type);
  const name = { header: "apiKeyHeader", query: "apiKeyQuery", cookie: "apiKeyCookie" }[place!];
  return `/* @__PURE__ */ ${imports.value(modules.runtime, name)}(${stringLiteral(parameter)})`;
}

/** Alternatives as `[{ jwt }, { key, tenant }]`; one that asks for a scheme no client can have is left out. */
export function securityAlternatives(
  { securitySchemes }: ApiModel,
  alternatives: readonly (readonly string[])[],
  imports: Imports,
  modules: Modules,
): Doc {
  const byName = new Map(securitySchemes.map((scheme) => [scheme.name, scheme]));
  return array(
    alternatives
      .filter((names) => names.every((name) => byName.has(name)))
      .map((names) =>
        object(
          names.map((name): Doc => {
            const local = imports.value(modules.security, byName.get(name)!.identifier);
            return local === name ? local : `${propertyKey(name)}: ${local}`;
          }),
        ),
      ),
  );
}
