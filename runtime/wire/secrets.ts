import type { OutgoingRequest } from "../pipeline.js";
import { encode } from "./parameters.js";

/**
 * A text about a request without the API keys that its URL carries (RFC 9110, 17.9): results and errors are logged and
 * shown.
 */
export const withoutSecrets = (text: string, { secrets }: Pick<OutgoingRequest, "secrets">): string =>
  secrets.reduce<string>(
    (shown, secret) => (secret ? shown.replaceAll(`=${encode(String(secret))}`, "=***") : shown),
    text,
  );
