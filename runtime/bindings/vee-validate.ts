/** Drafts in VeeValidate 4: `ifmatch/runtime/vee-validate`. */
import { type FormContext, type FormOptions, type GenericObject, useForm } from "vee-validate";
import { watch } from "vue";
import { type FormDraft, FormLink, startOf } from "./form-link.js";
import type { FormValues } from "./form-places.js";
import { restartVeeForm, veeFormPort } from "./vee-validate-port.js";

// What the signatures below mention.
export type * from "../draft/index.js";
export type { FormDraft, FormDraftState } from "./form-link.js";
export type { FormValues } from "./form-places.js";

/**
 * A form of VeeValidate that shows a draft:
 *
 *     const job = useDraft(() => props.jobId, (job_id) => openDraft(client, jobRetrieve, jobPartialUpdate, { path: { job_id } }));
 *     const { form, submit } = useDraftForm(() => job.value.draft);
 *
 * What is typed is in the draft at once, and what the draft brings is in the form: a merge, the server's answer, `discard`.
 * Dirty is what differs from the version that the next save replaces. `submit` validates and saves, for `@submit`: `true`
 * if everything was saved that was in the form; else the form's errors say why not, `errors[""]` for the whole form.
 *
 * `options` are those of `useForm`, without `initialValues`; and the values of a field that is hidden always stay.
 *
 * @throws {UsageError} by `submit` when the client was cleared (code `cleared`).
 */
export function useDraftForm<T extends GenericObject>(
  source: () => FormDraft<T> | undefined,
  options: Omit<FormOptions<FormValues<T>>, "initialValues" | "keepValuesOnUnmount"> = {},
): {
  readonly form: FormContext<FormValues<T>>;
  readonly submit: (event?: Event) => Promise<boolean>;
} {
  const first = source();
  const form = useForm<FormValues<T>>({
    ...options,
    // Else what a field that is hidden held would be removed from the record.
    keepValuesOnUnmount: true,
    ...(first && { initialValues: startOf(first) as never }),
  });
  let link: FormLink | undefined;
  let shown = first;
  watch(
    source,
    (draft, _before, onCleanup) => {
      if (!draft) return;
      const anyForm = form as unknown as FormContext<GenericObject>;
      if (shown !== draft) restartVeeForm(anyForm, startOf(draft));
      const own = new FormLink(draft, veeFormPort(anyForm));
      own.begin();
      shown = draft;
      link = own;
      onCleanup(() => {
        own.end();
        link = undefined;
      });
    },
    // Before the component is drawn with the next record.
    { immediate: true, flush: "sync" },
  );
  const submit = async (event?: Event): Promise<boolean> => {
    const own = link;
    if (!own) {
      event?.preventDefault();
      return false;
    }
    return own.submit((save) => form.handleSubmit(save)(event));
  };
  return { form, submit };
}
