/** @module */
import { expect } from "expect";
import { signedEntries } from "../../adapters/directory/own_entry.ts";
import { readSignedDirectory } from "../../adapters/directory/signed_directory.ts";
import { toPem } from "../../adapters/documents/smime/pem.ts";
import { startPublication } from "../../adapters/http/publication.ts";
import { createAuthority, issueTlsCertificate } from "../../adapters/keys/development_ca.ts";
import { random } from "../../adapters/opening/random.ts";
import { entryOf, ldifOf, LONG_LIFE, root, signer, trust } from "../directory/signed_support.ts";
import { opensslAvailable, Workshop } from "../documents/smime/openssl.ts";
import { NOW, signWith } from "../documents/smime/support.ts";

const authority = await createAuthority({ name: "TLS authority", ...LONG_LIFE }, random);
const tls = await issueTlsCertificate(authority, {
  hosts: ["localhost"],
  keyType: "p256",
  ...LONG_LIFE,
}, random);
const main = { ...entryOf("alfa.example", 2), ldifUrl: "https://alfa.example/directory.p7m" };
const second = { ...entryOf("two.alfa.example"), name: main.name, unit: "two" };
const key = {
  certificate: signer.certificate.raw,
  sign: (data: Uint8Array) => signWith(signer.keys, Uint8Array.from(data)),
};
const published = await signedEntries([main, second], key, [root.certificate.raw], NOW);

/** A server of that file, and requests to it. */
async function withServer(
  document: () => Uint8Array<ArrayBuffer>,
  use: (ask: (path: string, init?: RequestInit) => Promise<Response>) => Promise<void>,
): Promise<void> {
  const server = startPublication({
    listen: { hostname: "127.0.0.1", port: 0 },
    tls: { certificate: tls.certificatePem, key: tls.privateKeyPem },
    path: "/pec/directory.p7m",
    document,
  });
  const client = Deno.createHttpClient({ caCerts: [authority.certificatePem] });
  try {
    await use((path, init) =>
      fetch(`https://localhost:${server.port}${path}`, { ...init, client })
    );
  } finally {
    client.close();
    await server.close();
  }
}

Deno.test("publication: the signed entries come back over HTTPS, and openssl verifies them", async () => {
  await withServer(() => published, async (ask) => {
    const response = await ask("/pec/directory.p7m");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type"))
      .toBe("application/pkcs7-mime; smime-type=signed-data; name=directory.p7m");
    const p7m = await response.bytes();
    expect(p7m).toEqual(published);
    const { edition } = await readSignedDirectory(p7m, trust, NOW);
    expect(edition).toMatchObject({ signingTime: NOW, providers: 2, domains: 3 });
    if (!opensslAvailable) return;
    await using shop = await Workshop.open({
      "own.p7m": p7m,
      "root.pem": toPem("CERTIFICATE", root.certificate.raw),
    });
    const { output } = await shop.openssl(
      "cms -verify -binary -inform DER -in own.p7m -CAfile root.pem -purpose any -out own.ldif",
    );
    expect(output).toBe("CMS Verification successful\n");
    expect(new TextDecoder().decode(await shop.read("own.ldif"))).toBe(ldifOf([main, second]));
  });
});

Deno.test("publication: an entity tag saves the second transfer until the file changes", async () => {
  let file = published;
  await withServer(() => file, async (ask) => {
    const first = await ask("/pec/directory.p7m");
    await first.bytes();
    const tag = first.headers.get("etag")!;
    expect(tag).toMatch(/^"[\w-]+"$/);
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
      const again = await ask("/pec/directory.p7m", { headers: { "if-none-match": known } });
      expect([known, again.status, (await again.bytes()).length]).toEqual([known, 304, 0]);
    }
    file = Uint8Array.of(1, 2, 3);
    const changed = await ask("/pec/directory.p7m", { headers: { "if-none-match": tag } });
    expect([changed.status, (await changed.bytes()).length]).toEqual([200, 3]);
  });
});

Deno.test("publication: nothing else is there, and nothing else may be done", async () => {
  await withServer(() => published, async (ask) => {
    const head = await ask("/pec/directory.p7m", { method: "HEAD" });
    expect([head.status, (await head.bytes()).length]).toEqual([200, 0]);
    for (const path of ["/", "/pec", "/pec/", "/pec/directory.p7m/", "/pec/%2e%2e/deno.json"]) {
      const response = await ask(path);
      expect([path, response.status, await response.text()]).toEqual([path, 404, ""]);
    }
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const response = await ask("/pec/directory.p7m", { method });
      await response.bytes();
      expect([method, response.status, response.headers.get("allow")])
        .toEqual([method, 405, "GET, HEAD"]);
    }
  });
});
