/**
 * The provider's own entries of the index, as others fetch them (RFC 6109 §4.5.6).
 *
 * @module
 */
import { expect } from "expect";
import { parseDirectory } from "../../adapters/directory/directory.ts";
import { certificatesFromPem } from "../../adapters/documents/smime/pem.ts";
import { openSigned } from "../../adapters/documents/smime/signed_file.ts";
import { TrustStore } from "../../adapters/documents/smime/trust_store.ts";
import { freePorts } from "../../adapters/console/free_ports.ts";
import { random } from "../../adapters/opening/random.ts";
import { Providers } from "./providers.ts";

Deno.test("flow: a provider publishes its own signed entries", async () => {
  const [port = 0] = await freePorts("127.0.0.1", 1, random);
  await using providers = await Providers.start({
    change: (configuration) =>
      configuration.provider.domain === "alfa.example"
        ? { ...configuration, publication: { address: "127.0.0.1", port, path: "/alfa.p7m" } }
        : configuration,
  });
  const { alfa, clock } = providers;
  const authority = await Deno.readTextFile(alfa.configuration.trust.roots);
  const client = Deno.createHttpClient({ caCerts: [authority] });
  const response = await fetch(`https://localhost:${port}/alfa.p7m`, { client });
  const signed = await response.bytes();
  client.close();
  const trust = new TrustStore({ roots: certificatesFromPem(authority), purpose: "document" });
  const { content } = await openSigned(signed, trust, clock.now());
  const { directory } = parseDirectory(new TextDecoder().decode(content));
  expect(directory.providerOfDomain("alfa.example")).toMatchObject({
    name: "Alfa PEC S.p.A.",
    mailReceipt: "ricevute@alfa.example",
    ldifUrl: `https://mail.alfa.example:${port}/alfa.p7m`,
  });
});
