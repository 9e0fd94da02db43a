import { http } from "../api/http.js";

export interface Job {
  readonly id: string;
  readonly name: string;
  readonly notes?: string | null;
}

export async function loadJob(jobId: string): Promise<Job> {
  const { data } = await http.get<Job>(`/job/jobs/${jobId}/`);
  return data;
}

export async function saveJob(jobId: string, changes: Partial<Job>): Promise<Job> {
  const { data } = await http.patch<Job>(`/job/jobs/${jobId}/`, changes);
  return data;
}

export async function deleteJob(jobId: string): Promise<void> {
  await http.delete(`/job/jobs/${jobId}/`);
}

export async function acceptQuote(jobId: string): Promise<void> {
  await http.post(`/job/jobs/${jobId}/accept-quote/`);
}

export async function listStatuses(): Promise<Record<string, string>> {
  const { data } = await http.get<Record<string, string>>("/job/jobs/status-choices/");
  return data;
}
