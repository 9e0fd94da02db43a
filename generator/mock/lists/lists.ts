import type { JsonObject } from "../../load/pointer.js";
import { propertiesOf } from "../envelope.js";
import { memberSchema, type Members } from "../members.js";
import type { Projection } from "../projection.js";
import type { Action, Route } from "../routes.js";
import type { Entity } from "../store.js";
import { linkHeader, PageFields } from "./page-fields.js";
import { type ListParameters, listParameters } from "./parameters.js";
import { select } from "./select.js";

/** One page of a list. */
export interface ListPage {
  readonly rows: readonly Entity[];
  /** What stands beside them. */
  readonly fields: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
  /** Parameters that made no difference, and why. */
  readonly notes: readonly string[];
}

export type ListAction = Extract<Action, { does: "list" | "clear" }>;

/** Pages, filters and orders lists by the query parameters that their operations declare. */
export class Lists {
  readonly #projection: Projection;
  readonly #members: Members;
  readonly #pageFields: PageFields;
  readonly #parameters = new WeakMap<Route, ListParameters>();

  constructor(projection: Projection, members: Members) {
    this.#projection = projection;
    this.#members = members;
    this.#pageFields = new PageFields(projection);
  }

  /** @throws {BadParameterError} for a page that cannot be meant. */
  page(route: Route, { kind, view }: ListAction, members: readonly Entity[], url: URL): ListPage {
    const { content, envelope } = view;
    const { rows, page, notes } = select(members, url, this.#parametersOf(route, { kind, view }));
    const { property } = envelope ?? {};
    if (property === undefined || !content.schema) {
      const link = linkHeader(url, page);
      return { rows, fields: {}, headers: link === undefined || link === "" ? {} : { Link: link }, notes };
    }
    return { rows, fields: this.#pageFields.of(content.schema, property, url, page, rows.length), headers: {}, notes };
  }

  #parametersOf(route: Route, { kind, view }: Pick<ListAction, "kind" | "view">): ListParameters {
    let parameters = this.#parameters.get(route);
    if (!parameters) {
      const own = propertiesOf(this.#projection, memberSchema(view));
      const fields = [...new Set([...own, ...this.#members.properties(kind)].map(({ name }) => name))];
      const { schema } = view.content;
      const isZeroBased = schema !== undefined && this.#pageFields.countsFromZero(schema);
      parameters = listParameters(route.raw, fields, isZeroBased);
      this.#parameters.set(route, parameters);
    }
    return parameters;
  }
}
