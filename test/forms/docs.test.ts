/** The code of docs/forms.md about drafts compiles against the sample client and the real libraries; names are typed. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { compilers } from "../corpus/compilers.js";
import { PageFolder } from "../docs/page-code.js";
import { blocks } from "../docs/pages.js";

let folder: PageFolder;
beforeAll(() => void (folder = new PageFolder("form-libraries")));
afterAll(() => folder.remove());

const [hookForm, tanstackForm] = blocks("docs/forms.md", "tsx");
const [veeValidate] = blocks("docs/forms.md", "vue");
const script = /<script setup lang="ts">\n([^]*?)<\/script>/.exec(veeValidate!)![1]!;

const opening = (): string => `import { openDraft } from "ifmatch/runtime/draft";
import { createClient, type Job, jobFields, jobJobsPartialUpdate, jobJobsRetrieve } from "${folder.generated}";
const client = createClient();
type JobDraft = Awaited<ReturnType<typeof open>>;
const open = () => openDraft(client, jobJobsRetrieve, jobJobsPartialUpdate, { path: { job_id: "1" } }, jobFields);
`;

const programs: Readonly<Record<string, () => string>> = {
  "react-hook-form": () => `${opening()}export type { Job };
${hookForm}
export function useOther(draft: JobDraft): Promise<boolean> {
  const { form, submit } = useDraftForm(draft, { mode: "onBlur" });
  form.register("notes");
  // @ts-expect-error: no such field
  form.register("nonsense");
  // @ts-expect-error: a value of another type
  form.setValue("name", 1);
  // @ts-expect-error: the draft has the values
  useDraftForm(draft, { defaultValues: {} });
  // @ts-expect-error: a hidden field would be removed from the record
  useDraftForm(draft, { shouldUnregister: true });
  return submit();
}
export { JobForm };`,
  "tanstack-form": () => `${opening()}${tanstackForm}
export function useOther(all: JobDraft): Promise<boolean> {
  const draft: FormDraft<Pick<Job, "name" | "notes">> = all;
  // @ts-expect-error: no such field in the record
  all satisfies FormDraft<{ nonsense: string }>;
  const { form, submit } = useDraftForm(draft, { validators: { onChange: ({ value }) => (value.name ? undefined : "Say a name.") } });
  // @ts-expect-error: no such field
  form.setFieldValue("nonsense", "typed");
  // @ts-expect-error: no such field
  void (<form.Field name="nonsense">{() => null}</form.Field>);
  // @ts-expect-error: a value of another type
  void (<form.Field name="name">{(field) => <b onClick={() => field.handleChange(1)} />}</form.Field>);
  // @ts-expect-error: the draft has the values
  useDraftForm(draft, { defaultValues: {} });
  // @ts-expect-error: the draft is saved
  useDraftForm(draft, { onSubmit: () => {} });
  return submit();
}
export { type Job, JobForm };`,
  "vee-validate": () => `${opening()}export type { Job };
declare function defineProps<T>(): T;
${script}
export { errors, name, submit };
form.setFieldValue("notes", "typed");
// @ts-expect-error: no such field
form.setFieldValue("nonsense", "typed");
// @ts-expect-error: a value of another type
form.setFieldValue("name", 1);
// @ts-expect-error: the draft has the values
useDraftForm(() => job.value.draft, { initialValues: {} });`,
};

test.for(Object.keys(programs))("%s", async (library) => {
  expect(await folder.compile(compilers[1]!, programs[library]!(), "react")).toEqual({ status: 0, output: "" });
});
