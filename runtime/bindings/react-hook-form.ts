/** Drafts in react-hook-form 7: `ifmatch/runtime/react-hook-form`. */
import { useEffect, useRef, useState } from "react";
import {
  createFormControl,
  type FieldValues,
  type Resolver,
  useForm,
  type UseFormProps,
  type UseFormReturn,
} from "react-hook-form";
import { type FormDraft, FormLink, startOf } from "./form-link.js";
import type { FormValues } from "./form-places.js";
import { hookFormPort } from "./hook-form-port.js";

// What the signatures below mention.
export type * from "../draft/index.js";
export type { FormDraft, FormDraftState } from "./form-link.js";
export type { FormValues } from "./form-places.js";

/**
 * The options of react-hook-form's `useForm`, without those that the draft decides. `shouldUnregister` is left out
 * because a field that is hidden would be removed from the record. A schema may be that of the request.
 */
export interface DraftFormOptions<Values extends FieldValues> extends Omit<
  UseFormProps<Values>,
  "defaultValues" | "errors" | "formControl" | "resetOptions" | "resolver" | "shouldUnregister" | "values"
> {
  readonly resolver?: ((values: Values, context: never, options: never) => unknown) | undefined;
}

/** What {@link useDraftForm} returns. */
export interface DraftForm<Values extends FieldValues> {
  readonly form: UseFormReturn<Values>;
  /**
   * Validates and saves: for `onSubmit`, or to be called. `true` if everything was saved that was in the form; else the
   * form's errors say why not.
   *
   * @throws {UsageError} when the client was cleared (code `cleared`).
   */
  readonly submit: (event?: { readonly preventDefault: () => void }) => Promise<boolean>;
}

/**
 * A form of react-hook-form that shows a draft:
 *
 *     const { draft } = useDraft(() => openDraft(client, jobRetrieve, jobPartialUpdate, { path: { job_id } }), [job_id]);
 *     const { form, submit } = useDraftForm(draft);
 *
 * What is typed is in the draft at once, and what the draft brings is in the form: a merge, the server's answer, `discard`.
 * Dirty is what differs from the version that the next save replaces. Each draft has a form of its own.
 */
export function useDraftForm<T extends FieldValues>(
  draft: FormDraft<T> | undefined,
  options: DraftFormOptions<FormValues<T>> = {},
): DraftForm<FormValues<T>> {
  type Values = FormValues<T>;
  const { formControl } = useMadeFor(draft, () =>
    createFormControl<Values>({ ...(draft && { defaultValues: startOf(draft) as never }) }),
  );
  const { resolver, ...others } = options;
  const form = useForm<Values>({ ...others, ...(resolver && { resolver: resolver as Resolver<Values> }), formControl });
  const link = useRef<FormLink>(undefined);
  useEffect(() => {
    if (!draft) return undefined;
    const own = new FormLink(draft, hookFormPort(formControl as never));
    own.begin();
    link.current = own;
    return () => {
      own.end();
      link.current = undefined;
    };
  }, [draft, formControl]);
  const submit = async (event?: { readonly preventDefault: () => void }): Promise<boolean> => {
    const own = link.current;
    if (!own) {
      event?.preventDefault();
      return false;
    }
    return own.submit((save) => form.handleSubmit(save)(event as never));
  };
  return { form, submit };
}

/** A value that is made once for each draft. */
function useMadeFor<Key, Value>(key: Key, make: () => Value): Value {
  const [made, setMade] = useState(() => ({ key, value: make() }));
  if (made.key === key) return made.value;
  const next = { key, value: make() };
  setMade(next);
  return next.value;
}
