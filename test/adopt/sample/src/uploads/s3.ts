/** Uploads to a bucket, which has ETags of its own. */
interface Part {
  readonly ETag: string;
  readonly PartNumber: number;
}

const etags = new Map<number, string>();

export async function uploadPart(url: string, part: Blob, number: number): Promise<Part> {
  const response = await fetch(url, { method: "PUT", body: part });
  if (response.status === 409) throw new Error("The upload was aborted.");
  const etag = response.headers.get("ETag");
  if (etag === null) throw new Error("The bucket hides its ETag: expose it in its CORS rules.");
  etags.set(number, etag);
  return { ETag: etag, PartNumber: number };
}

/** Only if there is no file of that name. */
export function createOnce(bucket: string, name: string, body: Blob): Promise<Response> {
  return fetch(`https://${bucket}.s3.example.com/${name}`, { method: "PUT", body, headers: { "If-None-Match": "*" } });
}
