/** The keeper with openssl as the authority: `openssl ocsp` and `openssl ca`. @module */
import { expect } from "expect";
import { derTime } from "../../adapters/documents/smime/der_writer.ts";
import { toPem } from "../../adapters/documents/smime/pem.ts";
import { type OcspUse, RevocationKeeper } from "../../adapters/trust/revocation_keeper.ts";
import { HOUR, type Instant, MINUTE } from "../../events/instant.ts";
import { opensslAvailable, Workshop } from "../documents/smime/openssl.ts";
import {
  authorityExtensions,
  certify,
  type Entity,
  newKeys,
  revocationList,
  signerExtensions,
} from "../documents/smime/support.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { KeptLog, namesList, namesResponder, Site, trustIn } from "./support.ts";

/** openssl stamps its answers with the system's time, and certificates have seconds. */
const NOW: Instant = Math.ceil(Date.now() / 1000) * 1000;
const DAY = 24 * HOUR;
const LIFE = { notBefore: NOW - DAY, notAfter: NOW + 30 * DAY };
const [rootKeys, signerKeys] = await Promise.all([newKeys(), newKeys()]);
const root = await certify("Root", rootKeys, null, authorityExtensions(), LIFE);

const CA_CONFIGURATION = `
[ca]
default_ca = authority
[authority]
database = index
crlnumber = crlnumber
default_md = sha256
default_crl_days = 1
crl_extensions = extensions
[extensions]
authorityKeyIdentifier = keyid:always
`;

/** A signer, and an authority that answers for it with openssl. */
class Bench implements AsyncDisposable {
  readonly clock = new SimulatedClock(NOW + MINUTE);
  readonly log = new KeptLog();
  readonly site: Site;
  readonly #shop: Workshop;
  readonly #folder: string;
  /** How long openssl says that its answers hold. */
  lasting = "-nmin 120";
  #signer: Entity | null = null;

  private constructor(site: Site, shop: Workshop, folder: string) {
    this.site = site;
    this.#shop = shop;
    this.#folder = folder;
    site.answers.set("/ocsp", async (request) => {
      await shop.write("request", request);
      const made = await shop.openssl(
        "ocsp -index index -CA root.pem -rsigner root.pem -rkey root.key -reqin request " +
          `-respout response ${this.lasting}`,
      );
      return made.success ? await shop.read("response") : 500;
    });
  }

  static async open(): Promise<Bench> {
    const shop = await Workshop.open({
      "root.pem": toPem("CERTIFICATE", root.certificate.raw),
      "root.key": toPem("PRIVATE KEY", rootKeys.pkcs8),
      "index": "",
      "ca.cnf": CA_CONFIGURATION,
      "crlnumber": "01\n",
    });
    return new Bench(await Site.open(), shop, await Deno.makeTempDir());
  }

  async signer(...extensions: Uint8Array[]): Promise<Entity> {
    const all = [...signerExtensions(), ...extensions];
    this.#signer = await certify("Signer", signerKeys, root, all, LIFE);
    await this.index("V", "");
    return this.#signer;
  }

  /** Writes the authority's register: V is valid, R revoked at a date. */
  async index(status: "V" | "R", revoked: string): Promise<void> {
    const serial = this.#signer?.certificate.serial.toUpperCase();
    const expiry = utc(LIFE.notAfter);
    await this.#shop.write(
      "index",
      `${status}\t${expiry}\t${revoked}\t${serial}\tunknown\t/CN=S\n`,
    );
  }

  /** Publishes the list of the authority's register, PEM. */
  async publish(path: string): Promise<void> {
    const made = await this.#shop.openssl(
      "ca -config ca.cnf -gencrl -cert root.pem -keyfile root.key -out crl",
    );
    expect(made).toMatchObject({ success: true });
    this.site.answers.set(path, await this.#shop.read("crl"));
  }

  /** Strikes every certificate from the authority's register. */
  forget(): Promise<void> {
    return this.#shop.write("index", "");
  }

  keeper(ocsp: OcspUse): Promise<RevocationKeeper> {
    return RevocationKeeper.open({
      material: { roots: [root.certificate.raw], revocation: "required" },
      certificates: () => this.#signer === null ? [] : [this.#signer.certificate.raw],
      folder: this.#folder,
      ocsp,
      refresh: 6 * HOUR,
      clock: this.clock,
      log: this.log,
    });
  }

  /** A round of the keeper; what it asked, and what becomes of the signer. */
  async round(keeper: RevocationKeeper, after = 0): Promise<readonly string[]> {
    this.clock.advance(after);
    this.site.requests.length = 0;
    await keeper.refresh(new AbortController().signal);
    const outcome = await trustIn(this.#signer!, keeper.current(), this.clock.now());
    return [...this.site.requests, outcome];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.site[Symbol.asyncDispose]();
    await this.#shop[Symbol.asyncDispose]();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

function utc(instant: Instant): string {
  return new TextDecoder().decode(derTime(instant).subarray(2));
}

function list(nextUpdate: Instant): Promise<Uint8Array> {
  return revocationList(root, { revoked: [], thisUpdate: NOW, nextUpdate });
}

function test(name: string, fn: (bench: Bench) => Promise<void>): void {
  Deno.test({
    name: `keeper, openssl: ${name}`,
    ignore: !opensslAvailable,
    fn: async () => {
      await using bench = await Bench.open();
      await fn(bench);
    },
  });
}

test("a certificate without a list is asked for, and once it is revoked refused", async (bench) => {
  await bench.signer(namesResponder(bench.site.url("/ocsp")));
  const keeper = await bench.keeper("fallback");
  expect(await bench.round(keeper)).toEqual(["POST /ocsp", "none"]);
  expect(await bench.round(keeper, HOUR)).toEqual(["none"]);
  await bench.index("R", utc(NOW - MINUTE));
  // The answer of two hours is asked for again 12 minutes before its end.
  expect(await bench.round(keeper, 48 * MINUTE)).toEqual(["POST /ocsp", "revoked"]);
});

test("a list of openssl's is read, and the signer that it names refused", async (bench) => {
  await bench.signer(namesList(bench.site.url("/crl")));
  await bench.publish("/crl");
  const keeper = await bench.keeper("off");
  expect(await bench.round(keeper)).toEqual(["GET /crl", "none"]);
  await bench.index("R", utc(NOW - MINUTE));
  await bench.publish("/crl");
  expect(await bench.round(keeper, 6 * HOUR)).toEqual(["GET /crl", "revoked"]);
});

test("an answer is kept over a restart, and runs out", async (bench) => {
  await bench.signer(namesResponder(bench.site.url("/ocsp")));
  const former = await bench.keeper("fallback");
  await bench.round(former);
  expect(former.held().revocation).toHaveLength(1);
  bench.site.answers.delete("/ocsp");
  const keeper = await bench.keeper("fallback");
  expect(keeper.held()).toEqual(former.held());
  expect(await bench.round(keeper)).toEqual(["POST /ocsp", "none"]);
  expect(await bench.round(keeper, 2 * HOUR)).toEqual(["POST /ocsp", "revocation-unknown"]);
  expect(bench.log.events)
    .toEqual([
      "revocation.refreshed",
      "revocation.failed",
      "revocation.failed",
      "revocation.stale",
    ]);
});

test("an answer that does not say how long it holds does so for the pause", async (bench) => {
  bench.lasting = "-resp_no_certs";
  await bench.signer(namesResponder(bench.site.url("/ocsp")));
  const keeper = await bench.keeper("fallback");
  expect(await bench.round(keeper)).toEqual(["POST /ocsp", "none"]);
  expect(await bench.round(keeper, 5 * HOUR)).toEqual(["none"]);
  expect(await bench.round(keeper, 25 * MINUTE)).toEqual(["POST /ocsp", "none"]);
  bench.site.answers.delete("/ocsp");
  expect(await bench.round(keeper, 5 * HOUR)).toEqual(["POST /ocsp", "revocation-unknown"]);
});

test("a responder that does not know the certificate is an alarm", async (bench) => {
  const signer = await bench.signer(namesResponder(bench.site.url("/ocsp")));
  await bench.forget();
  const keeper = await bench.keeper("fallback");
  expect(await bench.round(keeper)).toEqual(["POST /ocsp", "revocation-unknown"]);
  expect(bench.log.entries).toMatchObject([
    { event: "revocation.failed", reason: expect.stringContaining("does not know") },
    { event: "revocation.stale", certificate: signer.certificate.fingerprintSha1 },
  ]);
});

test("the configuration says which is asked first, and whether OCSP is", async (bench) => {
  await bench.signer(
    namesList(bench.site.url("/crl")),
    namesResponder(bench.site.url("/ocsp")),
  );
  bench.site.answers.set("/crl", await list(NOW + DAY));
  expect(await bench.round(await bench.keeper("fallback"))).toEqual(["GET /crl", "none"]);
  expect(await bench.round(await bench.keeper("prefer"))).toEqual(["POST /ocsp", "none"]);
  bench.site.answers.delete("/crl");
  expect(await bench.round(await bench.keeper("off"))).toEqual(["GET /crl", "none"]);
});

test("where one of the two fails the other is asked", async (bench) => {
  await bench.signer(
    namesList(bench.site.url("/crl")),
    namesResponder(bench.site.url("/ocsp")),
  );
  const fallback = await bench.keeper("fallback");
  expect(await bench.round(fallback)).toEqual(["GET /crl", "POST /ocsp", "none"]);
  const off = await bench.keeper("off");
  expect(await bench.round(off)).toEqual(["GET /crl", "revocation-unknown"]);
  bench.site.answers.set("/crl", await list(NOW + DAY));
  bench.site.answers.set("/ocsp", 500);
  const prefer = await bench.keeper("prefer");
  // The answer of before still holds for two hours; then the list takes its place.
  expect(await bench.round(prefer)).toEqual(["POST /ocsp", "none"]);
  expect(await bench.round(prefer, 2 * HOUR)).toEqual(["POST /ocsp", "GET /crl", "none"]);
});
