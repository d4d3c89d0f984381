/**
 * The API as `pec` calls it.
 *
 * @module
 */
import { createClient, type PartnerApi } from "../client/client.ts";
import type { Settings } from "./settings.ts";

/** The API of some settings. */
export function apiOf({ url, key, authorities }: Settings): PartnerApi {
  const language = navigator.language.startsWith("it") ? "it" : "en";
  if (authorities === null) return createClient({ url, key, language });
  const client = Deno.createHttpClient({ caCerts: [authorities] });
  return createClient({ url, key, language, fetch: (request) => fetch(request, { client }) });
}
