/** What all spellings of an operationId have in common: its letters and digits, in small letters. */
export const spelling = (id: string): string => id.toLowerCase().replace(/[^\p{L}\p{Nd}]+/gu, "");
