/** The formats that our schemas check; the others say nothing to them. */
export const checkedFormats = ["date-time", "date", "email", "uuid", "uri", "ipv4", "ipv6", "byte"];

/** Formats whose grammar is another one than that of ajv-formats. */
export const grammars: readonly {
  readonly format: string;
  readonly reason: string;
  readonly grammar: (text: string) => boolean;
}[] = [
  {
    format: "email",
    reason: "the grammar of HTML's <input type=email>: what a form lets through, the schema lets through",
    grammar: (text) =>
      /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/.test(
        text,
      ),
  },
  {
    format: "uri",
    reason: "what the platform's URL parser reads (WHATWG), not the older grammar of RFC 3986",
    grammar: (text) => URL.canParse(text),
  },
  {
    format: "byte",
    reason: "base64 without line breaks (RFC 4648, section 4); ajv-formats lets one through",
    grammar: (text) =>
      /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text) && !text.includes("\n"),
  },
  // z.guid() takes no `urn:uuid:` before the digits.
  {
    format: "uuid",
    reason: "the digits alone; no back end of the field sends `urn:uuid:`",
    grammar: (text) => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text),
  },
];
