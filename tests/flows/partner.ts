/**
 * What tests of partners' programs have in common: a key from the operator, and the API over TLS.
 *
 * @module
 */
import { expect } from "expect";
import { createClient, type PartnerApi } from "../../adapters/client/client.ts";
import { ceralacca } from "./command_line.ts";
import type { Providers, TestProvider } from "./providers.ts";

/** Where a provider's API is reached. */
export function apiUrl({ configuration }: TestProvider): string {
  return `https://localhost:${configuration.api.port}`;
}

/** A key for the world of a mode, as an operator gives it on the command line. */
export async function keyFor(provider: TestProvider, mode: "live" | "test"): Promise<string> {
  const known = await ceralacca(provider, "api", "client", "list");
  if (!known.output.includes("gestionale")) {
    const added = await ceralacca(provider, "api", "client", "add", "Gestionale");
    expect(added).toMatchObject({ code: 0 });
  }
  const domain = mode === "live" ? provider.layout.domain : "ceralacca.test";
  const scopes = [
    ...["messages:send", "messages:read", "evidence:read", "events:read"],
    ...["webhooks:read", "webhooks:write", "mailboxes:read", "verifications:create"],
    ...(mode === "test" ? ["sandbox:write"] : []),
  ];
  const grant = ["--mode", mode, "--scope", ...scopes, "--mailbox", `*@${domain}`];
  const { code, output, errors } = await ceralacca(
    provider,
    ...["api", "key", "add", "gestionale", "--name", "Prova", ...grant],
  );
  expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
  return output.trim();
}

/** A client that trusts the authority of the test's certificates. */
export function partnerApi(
  { authority }: Providers,
  provider: TestProvider,
  key: string,
): { readonly api: PartnerApi } & Disposable {
  const client = Deno.createHttpClient({ caCerts: [authority] });
  return {
    api: createClient({
      url: apiUrl(provider),
      key,
      fetch: (request) => fetch(request, { client }),
    }),
    [Symbol.dispose]: () => client.close(),
  };
}
