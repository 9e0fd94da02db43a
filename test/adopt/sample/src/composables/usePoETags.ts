/** The same for purchase orders. */
const poETags: Record<string, string> = {};

export function rememberPoETag(poId: string, etag: string | undefined): void {
  if (etag) poETags[poId] = etag;
}

export function poETagOf(poId: string): string | undefined {
  return poETags[poId];
}
