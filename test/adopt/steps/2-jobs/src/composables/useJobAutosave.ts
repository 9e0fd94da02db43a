import { ref, shallowRef } from "vue";
import { saveJob, type JobVersion } from "../services/jobs.js";

/** Saves what is typed, a second later, on the version of the job that the form was opened with. */
export function useJobAutosave(opened: JobVersion) {
  const saved = shallowRef(opened);
  const warning = ref("");
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function save(notes: string): Promise<void> {
    const result = await saveJob(saved.value, { notes });
    if (result.kind === "ok") {
      saved.value = result;
      warning.value = "";
    } else if (result.kind === "precondition-failed") {
      const theirs = await result.reload();
      if (theirs.kind === "ok") saved.value = theirs;
      warning.value = "This job was updated by another user. Please re-apply your changes.";
    } else {
      warning.value = result.message;
    }
  }

  function typed(notes: string): void {
    clearTimeout(timer);
    timer = setTimeout(() => void save(notes), 1000);
  }

  return { saved, warning, typed };
}
