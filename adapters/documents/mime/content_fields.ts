/**
 * What an entity's Content-* fields say it is.
 *
 * @module
 */
import { parseParameterized } from "./parameters.ts";
import type { HeaderField, MimePart } from "./part.ts";

/** The members of a MimePart that its header alone decides. */
export type ContentDescription = Pick<
  MimePart,
  "type" | "parameters" | "disposition" | "dispositionParameters" | "encoding"
>;

/** RFC 2045 §5.1; what follows the subtype is left to whoever forgot the semicolon. */
const MEDIA_TYPE = /^[!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+/;

const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+/;

/**
 * Reads the Content-* fields; of a field that stands twice the first counts.
 *
 * @param header the entity's fields
 * @param defaultType the type where Content-Type is absent: `message/rfc822` inside a
 *   multipart/digest (RFC 2046 §5.1.5), `text/plain` everywhere else
 */
export function describeContent(
  header: readonly HeaderField[],
  defaultType: string,
): ContentDescription {
  let type: ReturnType<typeof parseParameterized> | undefined;
  let disposition: ReturnType<typeof parseParameterized> | undefined;
  let encoding: string | undefined;
  for (const field of header) {
    switch (field.name.toLowerCase()) {
      case "content-type":
        type ??= parseParameterized(field.raw);
        break;
      case "content-disposition":
        disposition ??= parseParameterized(field.raw);
        break;
      case "content-transfer-encoding":
        encoding ??= firstToken(parseParameterized(field.raw).value);
        break;
    }
  }
  return {
    type: type === undefined ? defaultType : mediaType(type.value),
    parameters: type?.parameters ?? new Map(),
    disposition: firstToken(disposition?.value ?? ""),
    dispositionParameters: disposition?.parameters ?? new Map(),
    encoding: encoding || "7bit",
  };
}

function mediaType(value: string): string {
  return MEDIA_TYPE.exec(value.toLowerCase())?.[0] ?? "text/plain";
}

function firstToken(value: string): string {
  return TOKEN.exec(value.toLowerCase())?.[0] ?? "";
}
