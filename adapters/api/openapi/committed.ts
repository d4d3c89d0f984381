/**
 * The document as it is kept in docs/.
 *
 * @module
 */
import { newApi } from "../api.ts";
import { OPERATIONS } from "../application.ts";
import { openApiDocument } from "./document.ts";

/** The text of docs/openapi.json. */
export function committedDocument(): string {
  const api = newApi();
  for (const mount of OPERATIONS) mount(api);
  return `${JSON.stringify(openApiDocument(api), null, 2)}\n`;
}
