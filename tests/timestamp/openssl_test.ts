/** The client with openssl as the authority: `openssl ts -reply`, served over HTTP. @module */
import { expect } from "expect";
import { toPem } from "../../adapters/documents/smime/pem.ts";
import { NoTimeStampError, obtainTimeStamp } from "../../adapters/timestamp/client.ts";
import { timeStampTrust, verifyTimeStamp } from "../../adapters/timestamp/verify.ts";
import { HOUR, type Instant, MINUTE } from "../../events/instant.ts";
import { opensslAvailable, Workshop } from "../documents/smime/openssl.ts";
import { authorityExtensions, certify, newKeys } from "../documents/smime/support.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { DIGEST, POLICY, serve, SIGNS, STAMPS, stranger } from "./support.ts";

/** openssl stamps with the system's time. */
const NOW: Instant = Date.now();
const LIFE = { notBefore: NOW - 24 * HOUR, notAfter: NOW + 24 * HOUR };
const [rootKeys, stampKeys] = await Promise.all([newKeys(), newKeys()]);
const root = await certify("Root", rootKeys, null, authorityExtensions(), LIFE);
const tsa = await certify("Time Stamps", stampKeys, root, [SIGNS, STAMPS], LIFE);
const trust = timeStampTrust({ roots: [root.certificate.raw] });
const signal = new AbortController().signal;

const CONFIGURATION = `
[tsa]
default_tsa = authority
[authority]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = ${POLICY}
other_policies = 1.2.3.4.2
digests = sha256
`;
const TALKATIVE = `certs = root.pem
accuracy = secs:1, millisecs:500, microsecs:100
clock_precision_digits = 3
ordering = yes
tsa_name = yes
ess_cert_id_chain = yes
`;

/** An authority that openssl plays, and what it was asked. */
class Bench implements AsyncDisposable {
  readonly shop: Workshop;
  readonly types: (string | null)[] = [];
  readonly #server = serve((request) => this.#reply(request));

  constructor(shop: Workshop) {
    this.shop = shop;
  }

  get url(): string {
    return this.#server.url;
  }

  async #reply(request: Request): Promise<Response> {
    this.types.push(request.headers.get("content-type"));
    await this.shop.write("request", await request.bytes());
    const made = await this.shop.openssl(
      "ts -reply -config ts.cnf -queryfile request -out response",
    );
    if (!made.success) return new Response(made.output, { status: 500 });
    return new Response(await this.shop.read("response"));
  }

  obtain(policy: string | null = null, trusted = trust) {
    const ports = {
      clock: new SimulatedClock(Date.now()),
      random: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
    };
    return obtainTimeStamp(DIGEST, [{ url: this.url, trust: trusted, policy }], ports, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    await this.shop[Symbol.asyncDispose]();
  }
}

function test(name: string, configuration: string, fn: (bench: Bench) => Promise<void>): void {
  Deno.test({
    name: `time stamp, openssl: ${name}`,
    ignore: !opensslAvailable,
    fn: async () => {
      const shop = await Workshop.open({
        "root.pem": toPem("CERTIFICATE", root.certificate.raw),
        "tsa.pem": toPem("CERTIFICATE", tsa.certificate.raw),
        "tsa.key": toPem("PRIVATE KEY", stampKeys.pkcs8),
        "ts.cnf": CONFIGURATION + configuration,
        "serial": "01\n",
      });
      await using bench = new Bench(shop);
      await fn(bench);
    },
  });
}

for (const [kind, configuration] of [["plain", ""], ["talkative", TALKATIVE]] as const) {
  test(
    `a ${kind} authority's is accepted, now and offline, and by openssl`,
    configuration,
    async (bench) => {
      const { token, stamp, failures } = await bench.obtain();
      expect(bench.types).toEqual(["application/timestamp-query"]);
      expect(failures).toEqual([]);
      expect(Math.abs(stamp.instant - Date.now())).toBeLessThan(MINUTE);
      expect(stamp.accuracy).toBe(kind === "plain" ? null : 1500.1);
      expect(stamp.policy).toBe(POLICY);
      expect(stamp.signer.raw).toEqual(tsa.certificate.raw);
      expect(await verifyTimeStamp(token, DIGEST, trust)).toEqual(stamp);
      await bench.shop.write("token", token);
      const verify = `ts -verify -token_in -in token -digest ${DIGEST.toHex()} -CAfile root.pem`;
      expect(await bench.shop.openssl(verify)).toMatchObject({ success: true });
    },
  );
}

test("both ways of naming the certificate are read", "ess_cert_id_alg = sha1\n", async (bench) => {
  expect((await bench.obtain()).stamp.policy).toBe(POLICY);
});

test("no byte of one can be changed unnoticed", "tsa_name = yes\n", async (bench) => {
  const { token } = await bench.obtain();
  const taken: number[] = [];
  for (let place = 0; place < token.length; place++) {
    const flipped = Uint8Array.from(token);
    flipped[place]! ^= 0x20;
    const outcome = verifyTimeStamp(flipped, DIGEST, trust);
    if (await outcome.then(() => true, () => false)) taken.push(place);
  }
  expect(taken).toEqual([]);
});

test("openssl reads what is asked", "", async (bench) => {
  await bench.obtain("1.2.3.4.2");
  const { output } = await bench.shop.openssl("ts -query -in request -text");
  expect(output).toMatch(/Version: 1\nHash Algorithm: sha256\n/);
  expect(output).toMatch(
    /Policy OID: 1\.2\.3\.4\.2\nNonce: 0x[0-9A-F]+\nCertificate required: yes\n/,
  );
});

test("a policy is asked for and given, or refused by name", "", async (bench) => {
  expect((await bench.obtain("1.2.3.4.2")).stamp.policy).toBe("1.2.3.4.2");
  const error = await bench.obtain("1.2.3.4.3").catch((error: Error) => error);
  expect(error).toBeInstanceOf(NoTimeStampError);
  expect(error).toMatchObject({ failures: [{ url: bench.url, error: { code: "refused" } }] });
  expect((error as Error).message).toContain("unacceptedPolicy");
});

test("an authority of another root is not believed", "", async (bench) => {
  const other = timeStampTrust({ roots: [stranger.certificate.raw] });
  await expect(bench.obtain(null, other)).rejects.toMatchObject({
    failures: [{ error: { code: "untrusted" } }],
  });
});
