import { type AnyFormApi, getBy } from "@tanstack/react-form";
import { type JsonObject, same } from "../merge/json.js";
import type { Step } from "../merge/paths.js";
import type { FormPort } from "./form-link.js";
import { isHollow } from "./form-places.js";

/** A form of TanStack Form; `update` gives it its options with other default values. */
export function tanstackFormPort(form: AnyFormApi, update: (defaultValues: JsonObject) => void): FormPort {
  const isMounted = (name: string): boolean => form.getFieldMeta(name) !== undefined;
  let base: JsonObject = {};
  // There, what was changed stays dirty for ever; and what is default is found anew only where a field's state changes.
  const settle = (): void => {
    for (const name of Object.keys(form.fieldInfo)) {
      if (!isMounted(name)) continue;
      const isDirty = !same(form.getFieldValue(name), getBy(base, name));
      form.setFieldMeta(name, (meta) => ({ ...meta, isDirty }));
    }
  };
  return {
    brackets: true,
    values: () => form.state.values as JsonObject,
    subscribe: (listener) => {
      const { unsubscribe } = form.store.subscribe(() => listener());
      return unsubscribe;
    },
    isTyped: ({ from, to }) => from !== undefined || !isHollow(to),
    rebase: (next) => {
      base = next;
      update(base);
    },
    fill: (changes) => {
      for (const { path, to } of changes) {
        form.setFieldValue(nameOf(path), to as never, {
          dontUpdateMeta: true,
          dontRunListeners: true,
          dontValidate: true,
        });
      }
      settle();
    },
    showErrors: (errors) => {
      // Only a field that is mounted has errors: what belongs to no field is said of the form.
      const fields = Object.entries(errors).filter(([name]) => name !== "" && isMounted(name));
      const others = Object.entries(errors).filter(([name]) => name === "" || !isMounted(name));
      const whole = others.map(([name, message]) => (name === "" ? message : `${name}: ${message}`)).join(" ");
      form.setErrorMap({ onSubmit: { form: whole || undefined, fields: Object.fromEntries(fields) } } as never);
    },
    clearErrors: (errors) => {
      if (Object.keys(errors).length > 0) form.setErrorMap({ onSubmit: { form: undefined, fields: {} } } as never);
    },
  };
}

const nameOf = (path: readonly Step[]): string =>
  path.map((step, at) => (typeof step === "number" ? `[${step}]` : at > 0 ? `.${step}` : step)).join("");
