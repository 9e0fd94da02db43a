/** A form of each library without a page: with its real code, and fields that are typed into by the library's own functions. */
import { FieldApi, FormApi } from "@tanstack/react-form";
import { createFormControl } from "react-hook-form";
import { type FieldContext, type FormContext, type GenericObject, useField, useForm } from "vee-validate";
import { createRenderer, defineComponent, h, nextTick, shallowRef } from "vue";
import { FormLink, type FormPort, type FormDraft, startOf } from "../../runtime/bindings/form-link.js";
import { hookFormPort } from "../../runtime/bindings/hook-form-port.js";
import { tanstackFormPort } from "../../runtime/bindings/tanstack-form-port.js";
import { restartVeeForm, veeFormPort } from "../../runtime/bindings/vee-validate-port.js";

/** What a test does with a form, by names that are the library's own. */
export interface TestForm {
  readonly link: FormLink;
  readonly port: FormPort;
  readonly values: () => unknown;
  readonly type: (name: string, value: unknown) => void;
  /** Shows one more field: an empty input where the record has nothing. */
  readonly mount: (name: string) => void | Promise<void>;
  /** The name as the library spells it. */
  readonly name: (list: string, index: number, field: string) => string;
  readonly isDirty: () => boolean;
  readonly isDirtyAt: (name: string) => boolean;
  readonly isTouched: (name: string) => boolean;
  readonly leave: (name: string) => void;
  /** The library's error of a field; `""` is the form's. */
  readonly errorAt: (name: string) => unknown;
  /** Submits as the binding does; whether everything was saved. */
  readonly submit: () => Promise<boolean>;
  /** Whether the library counts the last submit as a success. */
  readonly isSuccess: () => boolean | undefined;
  /** Another draft in the same form, as the binding does it; `undefined` where each draft has a form of its own. */
  readonly show: ((draft: FormDraft<unknown>) => void) | undefined;
}

/** A form with fields of these names. */
export type Library = (draft: FormDraft<unknown>, fields: readonly string[]) => TestForm;

function linked(draft: FormDraft<unknown>, port: FormPort): FormLink {
  const link = new FormLink(draft, port);
  link.begin();
  return link;
}

const hookForm: Library = (draft, fields) => {
  const form = createFormControl<Record<string, unknown>>({ defaultValues: startOf(draft) });
  const registered = new Map(fields.map((name) => [name, form.register(name)]));
  const mount = (name: string): void => {
    registered.set(name, form.register(name));
    registered.get(name)!.ref({ name, type: "text", value: "", focus: () => {} });
  };
  const state = { isDirty: true, dirtyFields: true, errors: true, touchedFields: true } as const;
  // Like a component that reads these: else the library does not keep them.
  form.subscribe({ formState: state, callback: () => {} });
  const port = hookFormPort(form as never);
  const link = linked(draft, port);
  const event = (name: string, type: string, value?: unknown) => ({ type, target: { name, value } });
  return {
    link,
    port,
    values: () => form.getValues(),
    mount,
    type: (name, value) => void registered.get(name)!.onChange(event(name, "change", value)),
    leave: (name) => void registered.get(name)!.onBlur(event(name, "blur", form.getValues(name))),
    name: (list, index, field) => `${list}.${index}.${field}`,
    isDirty: () => form.control._formState.isDirty,
    isDirtyAt: (name) => form.getFieldState(name).isDirty,
    isTouched: (name) => form.getFieldState(name).isTouched,
    errorAt: (name) => form.getFieldState(name || "root.server").error?.message,
    submit: () => link.submit((save) => form.handleSubmit(save)()),
    show: undefined,
    isSuccess: () => form.control._formState.isSubmitSuccessful,
  };
};

const tanstackForm: Library = (draft, fields) => {
  const notSaved = new Error("not saved");
  let saving: (() => Promise<boolean>) | undefined;
  const options = {
    canSubmitWhenInvalid: true,
    onSubmit: async () => {
      if (!(await saving!())) throw notSaved;
    },
  };
  const form = new FormApi({ ...options, defaultValues: startOf(draft) as Record<string, unknown> });
  form.mount();
  const mounted = new Map<string, { readonly handleChange: (value: never) => void; readonly handleBlur: () => void }>();
  const mount = (name: string): void => {
    const field = new FieldApi({ form, name });
    field.mount();
    mounted.set(name, field as never);
  };
  fields.forEach(mount);
  const update = (defaultValues: object): void => form.update({ ...options, defaultValues } as never);
  const port = tanstackFormPort(form as never, update);
  const link = linked(draft, port);
  return {
    link,
    port,
    values: () => form.state.values,
    mount,
    type: (name, value) => mounted.get(name)!.handleChange(value as never),
    leave: (name) => mounted.get(name)!.handleBlur(),
    name: (list, index, field) => `${list}[${index}].${field}`,
    isDirty: () => !form.state.isDefaultValue || form.state.isDirty,
    isDirtyAt: (name) => !form.getFieldMeta(name)!.isDefaultValue || form.getFieldMeta(name)!.isDirty,
    isTouched: (name) => form.getFieldMeta(name)!.isTouched,
    errorAt: (name) => (name ? form.getFieldMeta(name)?.errors[0] : form.state.errors[0]),
    submit: () =>
      link.submit(async (save) => {
        saving = save;
        await form.handleSubmit().catch((error: unknown) => {
          if (error !== notSaved) throw error;
        });
      }),
    show: (next) => {
      form.reset(startOf(next) as Record<string, unknown>);
      linked(next, port);
    },
    isSuccess: () => form.state.isSubmitSuccessful,
  };
};

/** Vue without a page. */
const { createApp } = createRenderer<object, object>({
  insert: () => {},
  remove: () => {},
  createElement: () => ({}),
  createText: () => ({}),
  createComment: () => ({}),
  setText: () => {},
  setElementText: () => {},
  parentNode: () => null,
  nextSibling: () => null,
  patchProp: () => {},
});

const veeForm: Library = (draft, fields) => {
  let form: FormContext<GenericObject> | undefined;
  const inputs = new Map<string, FieldContext<unknown>>();
  const Field = defineComponent({
    props: { name: { type: String, required: true } },
    setup(props) {
      inputs.set(
        props.name,
        useField<unknown>(() => props.name),
      );
      return () => h("input");
    },
  });
  const shown = shallowRef(fields);
  createApp({
    setup() {
      form = useForm({ keepValuesOnUnmount: true, initialValues: startOf(draft) });
      return () => shown.value.map((name) => h(Field, { name, key: name }));
    },
  }).mount({});
  const own = form!;
  const port = veeFormPort(own as never);
  const link = linked(draft, port);
  return {
    link,
    port,
    values: () => own.values,
    mount: async (name) => {
      shown.value = [...shown.value, name];
      await nextTick();
    },
    type: (name, value) => inputs.get(name)!.handleChange(value),
    leave: (name) => inputs.get(name)!.handleBlur(),
    name: (list, index, field) => `${list}[${index}].${field}`,
    isDirty: () => own.meta.value.dirty,
    isDirtyAt: (name) => own.isFieldDirty(name),
    isTouched: (name) => own.isFieldTouched(name),
    errorAt: (name) => (own.errors.value as Record<string, string | undefined>)[name],
    submit: () => link.submit((save) => own.handleSubmit(save)()),
    show: (next) => {
      restartVeeForm(own, startOf(next));
      linked(next, port);
    },
    // It has no such state.
    isSuccess: () => undefined,
  };
};

export const libraries: readonly (readonly [string, Library])[] = [
  ["react-hook-form", hookForm],
  ["TanStack Form", tanstackForm],
  ["VeeValidate", veeForm],
];
