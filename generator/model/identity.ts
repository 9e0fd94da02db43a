import { isRecord, own, pointer } from "../load/pointer.js";
import { words } from "./identifiers.js";
import type { KeyParameter } from "./model.js";
import type { RawOperation } from "./operations.js";
import { type Reader, text } from "./reader.js";

/** The parameters outside the path by which an operation may tell one record from another. */
export interface Identification {
  /** Without these there is no request. */
  readonly required: readonly KeyParameter[];
  /** Required as well, but called like what selects a form of the record: a language, a range, a set of fields. */
  readonly form: readonly KeyParameter[];
  /** These may be left out, and are called as identifiers are: which record is meant then cannot be told. */
  readonly optional: readonly KeyParameter[];
}

const wordSet = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

// How a request travels and how it is carried out; the record is the same with any value.
const transportWords = wordSet(`
  apiversion v ver alt format output accept mediatype charset encoding pretty prettyprint indent callback debug verbose
  trace explain dryrun validate validateonly force confirm async wait timeout clientrequestid correlationid traceid
  idempotencykey useragent nonce signature token accesstoken apikey subscriptionkey authorization`);

const formWords = wordSet(`
  lang language locale timezone tz fields fieldset attributes properties select expand include includes embed exclude
  projection view depth level detail details page pagesize pagenumber perpage limit offset size count cursor start end
  from to since until top skip sort sortby order orderby direction filter filters where q query search preview recursive
  cascade permanent version reason comment message`);

// Headers are no part of a URI; only these are known to choose among records of the same URI.
const tenantWords = wordSet(`
  tenant org organization organisation account workspace realm namespace sandbox customer company project site shop
  store database catalog catalogue`);

const identifierWords = wordSet("id uuid guid key pk slug name code number ref urn uri path");

/** Reads, from parameters, what identifies a record. */
export class Identity {
  readonly #reader: Reader;
  /** `header x-api-key`: parameters that carry credentials. */
  readonly #credentials: ReadonlySet<string>;
  readonly #known = new Map<RawOperation, Identification>();

  constructor(reader: Reader) {
    this.#reader = reader;
    const schemes = own(own(reader.root, "components"), "securitySchemes");
    this.#credentials = new Set(
      (isRecord(schemes) ? Object.values(schemes) : []).map(
        (scheme) => `${text(own(scheme, "in"))} ${text(own(scheme, "name")).toLowerCase()}`,
      ),
    );
  }

  /** RFC 3986, 3.4: the query identifies a resource along with the path. */
  of(raw: RawOperation): Identification {
    let known = this.#known.get(raw);
    if (!known) this.#known.set(raw, (known = this.#read(raw)));
    return known;
  }

  #read(raw: RawOperation): Identification {
    const found = { required: [] as KeyParameter[], form: [] as KeyParameter[], optional: [] as KeyParameter[] };
    for (const { node, at } of raw.parameters) {
      const place = text(own(node, "in"));
      const name = text(own(node, "name"));
      if ((place !== "query" && place !== "header") || this.#credentials.has(`${place} ${name.toLowerCase()}`))
        continue;
      if (!this.#isScalar(node, at)) continue;
      const parts = words(name)
        .map((word) => word.toLowerCase())
        .filter((word) => word !== "x");
      const whole = parts.join("");
      if (transportWords.has(whole)) continue;
      const isRequired = own(node, "required") === true;
      if (place === "header") {
        if (isRequired && parts.some((word) => tenantWords.has(word))) found.required.push({ in: place, name });
      } else if (isRequired) found[formWords.has(whole) ? "form" : "required"].push({ in: place, name });
      else if (identifierWords.has(parts.at(-1) ?? "")) found.optional.push({ in: place, name });
    }
    return found;
  }

  /** One value of several: a list selects, a flag switches, and a constant is the same for all. */
  #isScalar(node: object, at: string): boolean {
    const value = own(node, "schema");
    if (!isRecord(value)) return own(node, "content") === undefined;
    const schema = this.#reader.resolve(value, pointer(at, "schema")).node;
    const types = [own(schema, "type")].flat();
    const values = own(schema, "enum");
    if (own(schema, "const") !== undefined || (Array.isArray(values) && values.length === 1)) return false;
    return !types.some((type) => type === "array" || type === "object" || type === "boolean");
  }
}

/** The parameter of an operation in this place; header names ignore case (RFC 9110, 5.1). */
export function parameterLike(raw: RawOperation, { in: place, name }: KeyParameter): string | undefined {
  const same = (other: string): boolean =>
    place === "header" ? other.toLowerCase() === name.toLowerCase() : other === name;
  const found = raw.parameters.find(({ node }) => own(node, "in") === place && same(text(own(node, "name"))));
  return found && text(own(found.node, "name"));
}
