/** Drafts in TanStack Form 1 for React: `ifmatch/runtime/tanstack-form`. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useSyncExternalStore } from "react";
import {
  type AnyFormApi,
  type FormAsyncValidateOrFn,
  type FormOptions,
  type FormValidateOrFn,
  type ReactFormExtendedApi,
  useForm,
} from "@tanstack/react-form";
import { type FormDraft, FormLink, startOf } from "./form-link.js";
import type { FormValues } from "./form-places.js";
import { tanstackFormPort } from "./tanstack-form-port.js";

// What the signatures below mention.
export type * from "../draft/index.js";
export type { FormDraft, FormDraftState } from "./form-link.js";
export type { FormValues } from "./form-places.js";

/** What a submission is ended with that has not been saved: TanStack Form takes anything else for a success. */
const notSaved = new Error("The draft was not saved. The form's errors say why.");

// A server renders no draft.
const useBeforePaint = typeof document === "undefined" ? useEffect : useLayoutEffect;

/**
 * A form of TanStack Form that shows a draft:
 *
 *     const { draft } = useDraft(() => openDraft(client, jobRetrieve, jobPartialUpdate, { path: { job_id } }), [job_id]);
 *     const { form, submit } = useDraftForm(draft);
 *
 * What is typed is in the draft at once, and what the draft brings is in the form: a merge, the server's answer, `discard`.
 * Default is the version that the next save replaces. `submit` validates and saves, for `onSubmit` of the form: `true` if
 * everything was saved that was in the form; else the form's errors say why not.
 *
 * `options` are those of `useForm`, without `defaultValues` and `onSubmit`. `canSubmitWhenInvalid` is `true` if absent: what
 * the server refused may be right the next time.
 *
 * @throws {UsageError} by `submit` when the client was cleared (code `cleared`).
 */
export function useDraftForm<
  T,
  OnMount extends undefined | FormValidateOrFn<FormValues<T>>,
  OnChange extends undefined | FormValidateOrFn<FormValues<T>>,
  OnChangeAsync extends undefined | FormAsyncValidateOrFn<FormValues<T>>,
  OnBlur extends undefined | FormValidateOrFn<FormValues<T>>,
  OnBlurAsync extends undefined | FormAsyncValidateOrFn<FormValues<T>>,
  OnSubmit extends undefined | FormValidateOrFn<FormValues<T>>,
  OnSubmitAsync extends undefined | FormAsyncValidateOrFn<FormValues<T>>,
  OnDynamic extends undefined | FormValidateOrFn<FormValues<T>>,
  OnDynamicAsync extends undefined | FormAsyncValidateOrFn<FormValues<T>>,
  OnServer extends undefined | FormAsyncValidateOrFn<FormValues<T>>,
>(
  draft: FormDraft<T> | undefined,
  options?: FormOptions<
    FormValues<T>,
    OnMount,
    OnChange,
    OnChangeAsync,
    OnBlur,
    OnBlurAsync,
    OnSubmit,
    OnSubmitAsync,
    OnDynamic,
    OnDynamicAsync,
    OnServer
  > & {
    readonly defaultValues?: never;
    readonly onSubmit?: never;
  },
): {
  readonly form: ReactFormExtendedApi<
    FormValues<T>,
    OnMount,
    OnChange,
    OnChangeAsync,
    OnBlur,
    OnBlurAsync,
    OnSubmit,
    OnSubmitAsync,
    OnDynamic,
    OnDynamicAsync,
    OnServer,
    never
  >;
  readonly submit: (event?: { readonly preventDefault: () => void }) => Promise<boolean>;
} {
  const link = useRef<FormLink>(undefined);
  const save = useRef<() => Promise<boolean>>(undefined);
  const base = useBase(draft);
  const defaultValues = useMemo(() => (draft && base ? (startOf(draft) as never) : undefined), [draft, base]);
  const onSubmit = useCallback(async (): Promise<void> => {
    const own = link.current;
    // Neither counts what was saved for another record.
    if (!(await save.current?.()) || own !== link.current) throw notSaved;
  }, []);
  const all = { canSubmitWhenInvalid: true, ...options, onSubmit, defaultValues };
  const latest = useRef(all);
  const form = useForm(
    all as unknown as FormOptions<
      FormValues<T>,
      OnMount,
      OnChange,
      OnChangeAsync,
      OnBlur,
      OnBlurAsync,
      OnSubmit,
      OnSubmitAsync,
      OnDynamic,
      OnDynamicAsync,
      OnServer
    >,
  );
  useBeforePaint(() => void (latest.current = all));
  const shown = useRef(draft);
  useBeforePaint(() => {
    if (!draft) return undefined;
    const update = (values: object): void => form.update({ ...latest.current, defaultValues: values } as never);
    const own = new FormLink(draft, tanstackFormPort(form as unknown as AnyFormApi, update));
    if (shown.current !== draft) form.reset(startOf(draft) as never);
    own.begin();
    shown.current = draft;
    link.current = own;
    return () => {
      own.end();
      link.current = undefined;
    };
  }, [draft, form]);
  const submit = async (event?: { readonly preventDefault: () => void }): Promise<boolean> => {
    event?.preventDefault();
    const own = link.current;
    if (!own) return false;
    return own.submit(async (next) => {
      save.current = next;
      await form.handleSubmit().catch((error: unknown) => {
        if (error !== notSaved) throw error;
      });
    });
  };
  return { form, submit };
}

/** The version that the draft's edits are made on. */
function useBase<T>(draft: FormDraft<T> | undefined): unknown {
  const subscribe = useCallback((listener: () => void) => draft?.subscribe(listener) ?? (() => {}), [draft]);
  const get = (): unknown => draft?.getSnapshot().base;
  return useSyncExternalStore(subscribe, get, get);
}
