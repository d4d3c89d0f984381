/**
 * What a file is, by its name.
 *
 * @module
 */

/** What partners send, and nothing that a recipient's program might run. */
const TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  eml: "application/octet-stream",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  json: "application/json",
  odt: "application/vnd.oasis.opendocument.text",
  p7m: "application/pkcs7-mime",
  pdf: "application/pdf",
  png: "image/png",
  txt: "text/plain",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  xml: "application/xml",
  zip: "application/zip",
};

/** The type of a file; `application/octet-stream` where its name says nothing. */
export function contentType(path: string): string {
  return TYPES[path.slice(path.lastIndexOf(".") + 1).toLowerCase()] ?? "application/octet-stream";
}
