import { isAxiosError } from "axios";
import { http } from "../api/http.js";

/** A client of that name may exist: that is a 409 of its own. */
export async function createClientRecord(name: string): Promise<"created" | "exists"> {
  try {
    await http.post("/clients/", { name });
    return "created";
  } catch (error) {
    if (isAxiosError(error) && error.response?.status === 409) return "exists";
    if (isAxiosError(error) && error.message.includes("conflict")) return "exists";
    throw error;
  }
}

/** Not conditional, although a job's path begins in the same way. */
export async function uploadFile(jobId: string, file: File): Promise<void> {
  const form = new FormData();
  form.append("files", file);
  await http.post(`/job/jobs/${jobId}/files/`, form);
}
