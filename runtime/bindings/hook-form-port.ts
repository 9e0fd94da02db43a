import type { FieldValues, UseFormReturn } from "react-hook-form";
import { type JsonObject, property } from "../merge/json.js";
import type { FormPort } from "./form-link.js";
import { isHollow } from "./form-places.js";

/** What is used of react-hook-form's `useForm`, or of its `createFormControl`. */
export type HookForm = Pick<
  UseFormReturn<FieldValues>,
  "clearErrors" | "getFieldState" | "getValues" | "resetDefaultValues" | "setError" | "setValue" | "subscribe"
>;

/** A form of react-hook-form. */
export function hookFormPort(form: HookForm): FormPort {
  let base: JsonObject = {};
  const values = (): JsonObject => form.getValues();
  // An error of the whole list stands where useFieldArray has it.
  const errorName = (name: string): string =>
    name === "" ? "root.server" : Array.isArray(form.getValues(name)) ? `${name}.root` : name;
  return {
    brackets: false,
    values,
    subscribe: (listener) => form.subscribe({ formState: { values: true }, callback: ({ name }) => listener(name) }),
    isTyped: ({ path, from, to }, name) => {
      const place = path.join(".");
      const isNamed = name !== undefined && (isWithin(place, name) || isWithin(name, place));
      // A field that is registered gets the empty value of its input.
      return isNamed || from !== undefined || !isBlank(to);
    },
    rebase: (next) => void (base = next),
    fill: (changes) => {
      for (const { path, to } of changes) form.setValue(path.join("."), to);
      form.resetDefaultValues(base);
    },
    showErrors: (errors) => {
      // Lists last: their items' errors are a list, which then gets a `root`.
      const named = Object.entries(errors).map(([name, message]) => [errorName(name), message] as const);
      const rank = ([name]: readonly [string, string]): number => (name.endsWith(".root") ? 1 : 0);
      for (const [name, message] of named.sort((one, other) => rank(one) - rank(other)))
        form.setError(name, { type: "server", message });
    },
    clearErrors: (errors) => {
      for (const [name, message] of Object.entries(errors)) {
        const own = errorName(name);
        const { error } = form.getFieldState(own);
        if (error?.type === "server" && error.message === message) form.clearErrors(own);
      }
    },
  };
}

const isWithin = (name: string, other: string): boolean => name === other || name.startsWith(`${other}.`);

/** What an input shows nothing for. */
function isBlank(value: unknown): boolean {
  if (value === "" || value === null || value === false || Number.isNaN(value) || isHollow(value)) return true;
  if (Array.isArray(value)) return value.every(isBlank);
  const fields = Object(value) as JsonObject;
  return (
    typeof value === "object" &&
    Object.keys(fields).length > 0 &&
    Object.keys(fields).every((name) => isBlank(property(fields, name)))
  );
}
