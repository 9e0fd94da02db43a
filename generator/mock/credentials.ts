import type { OperationModel, SecuritySchemeModel } from "../model/model.js";
import type { EngineModel } from "./mock-data.js";

/** Whether a request carries credentials of any kind that its operation accepts; they are not checked. */
export function hasCredentials(model: EngineModel, operation: OperationModel, request: Request, url: URL): boolean {
  const alternatives = operation.security ?? model.defaultSecurity ?? [];
  if (alternatives.length === 0 || alternatives.some((schemes) => schemes.length === 0)) return true;
  const byName = new Map(model.securitySchemes.map((scheme) => [scheme.name, scheme]));
  return alternatives.some((schemes) =>
    schemes.every((name) => {
      const scheme = byName.get(name);
      // What no client can be configured with, such as mutual TLS, cannot be asked for.
      return scheme === undefined || carries(scheme, request.headers, url);
    }),
  );
}

function carries(
  { type, scheme = type, in: place, parameter = "" }: SecuritySchemeModel,
  headers: Headers,
  url: URL,
): boolean {
  if (type !== "apiKey") {
    const [name = "", credentials = ""] = (headers.get("authorization") ?? "").split(/ +/);
    return name.toLowerCase() === scheme.toLowerCase() && credentials !== "";
  }
  if (place === "query") return url.searchParams.has(parameter);
  if (place === "header") return headers.has(parameter);
  const cookies = (headers.get("cookie") ?? "").split(";").map((one) => one.split("=")[0]!.trim());
  return cookies.includes(parameter);
}
