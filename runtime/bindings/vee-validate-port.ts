import type { FormContext, GenericObject, PrivateFormContext } from "vee-validate";
import { watch } from "vue";
import { copyOf } from "../draft/places.js";
import { isObject, type JsonObject, names, property } from "../merge/json.js";
import type { FormPort } from "./form-link.js";
import { isHollow, shownOf, withValue } from "./form-places.js";

/** A form of VeeValidate. */
export function veeFormPort(form: FormContext<GenericObject>): FormPort {
  // The only way to what the values are compared with that leaves the values alone; its type is public elsewhere.
  const { setFieldInitialValue } = form as unknown as Pick<PrivateFormContext, "setFieldInitialValue">;
  const rebase = (base: JsonObject): void => {
    const before = shownOf(form.meta.value.initialValues);
    for (const name of names(before, base)) setFieldInitialValue(name, property(base, name), true);
  };
  const messageAt = (name: string): unknown => (form.errors.value as JsonObject)[name];
  return {
    brackets: true,
    values: () => form.values,
    subscribe: (listener) =>
      watch(
        () => copyOf(form.values),
        () => listener(),
        { flush: "sync" },
      ),
    isTyped: ({ from, to }) => from !== undefined || !isHollow(to),
    rebase,
    fill: (changes) => {
      const filled = changes.reduce<unknown>(
        (values, { path, to }) => withValue(values, path, to),
        shownOf(copyOf(form.values)),
      );
      const changed = new Set(changes.map(({ path: [name] }) => String(name)));
      const part = Object.entries(explicit(form.values, filled) as JsonObject).filter(([name]) => changed.has(name));
      form.setValues(Object.fromEntries(part), false);
    },
    showErrors: (errors) => form.setErrors(errors),
    clearErrors: (errors) => {
      for (const [name, message] of Object.entries(errors))
        if (messageAt(name) === message) form.setFieldError(name, undefined);
    },
  };
}

/** Makes it the form of another record: untouched, without errors. */
export function restartVeeForm(form: FormContext<GenericObject>, start: JsonObject): void {
  const { initialValues } = form.meta.value;
  form.setErrors(Object.fromEntries(Object.keys(form.errors.value).map((name) => [name, undefined])));
  form.resetForm({ values: explicit(initialValues, explicit(form.values, start)) as GenericObject });
}

/** `to`, with `undefined` for what it lacks of `from`: `setValues` and `resetForm` merge objects, and would keep it. */
function explicit(from: unknown, to: unknown): unknown {
  if (!isObject(from) || !isObject(to)) return to;
  return Object.fromEntries(
    Array.from(names(from, to), (name) => [name, explicit(property(from, name), property(to, name))]),
  );
}
