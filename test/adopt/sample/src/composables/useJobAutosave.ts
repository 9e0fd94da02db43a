import { isAxiosError } from "axios";
import { ref } from "vue";
import { loadJob, saveJob, type Job } from "../services/jobs.js";
import { ConcurrencyError, isConflictMessage } from "../types/concurrency.js";

/** Saves what is typed, a second later. */
export function useJobAutosave(jobId: string) {
  const saved = ref<Job>();
  const warning = ref("");
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function save(notes: string): Promise<void> {
    try {
      saved.value = await saveJob(jobId, { notes });
      warning.value = "";
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const status = isAxiosError(error) ? error.response?.status : undefined;
      if (error instanceof ConcurrencyError || [409, 412].includes(status ?? 0) || isConflictMessage(message)) {
        saved.value = await loadJob(jobId);
        warning.value = "This job was updated by another user. Please re-apply your changes.";
      } else {
        warning.value = message;
      }
    }
  }

  function typed(notes: string): void {
    clearTimeout(timer);
    timer = setTimeout(() => void save(notes), 1000);
  }

  return { saved, warning, typed };
}
