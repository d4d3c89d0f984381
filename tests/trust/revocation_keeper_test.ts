/** @module */
import { join } from "node:path";
import { expect } from "expect";
import { derInteger } from "../../adapters/documents/smime/der_writer.ts";
import { OID } from "../../adapters/documents/smime/oids.ts";
import { toPem } from "../../adapters/documents/smime/pem.ts";
import { criticalExtension } from "../../adapters/keys/certificate_builder.ts";
import { type KeeperParts, RevocationKeeper } from "../../adapters/trust/revocation_keeper.ts";
import { HOUR, MINUTE } from "../../events/instant.ts";
import {
  authorityExtensions,
  certify,
  type Entity,
  newKeys,
  NOW,
  revocationList,
  type RevocationRequest,
  serialOf,
  signerExtensions,
} from "../documents/smime/support.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { KeptLog, namesList, Site, trustIn } from "./support.ts";

const DAY = 24 * HOUR;
const [rootKeys, middleKeys, signerKeys, otherKeys] = await Promise.all([
  newKeys(),
  newKeys(),
  newKeys(),
  newKeys(),
]);
const root = await certify("Root", rootKeys, null, authorityExtensions());

/** A keeper, and the world around it. */
class Bench implements AsyncDisposable {
  readonly clock = new SimulatedClock(NOW);
  readonly log = new KeptLog();
  readonly site: Site;
  readonly folder: string;
  /** The directory's certificates. */
  listed: readonly Entity[] = [];
  readonly #signal = new AbortController();

  private constructor(site: Site, folder: string) {
    this.site = site;
    this.folder = folder;
  }

  static async open(): Promise<Bench> {
    return new Bench(await Site.open(), await Deno.makeTempDir());
  }

  /** A signer below the root whose certificate names the list at a path. */
  async signer(...paths: string[]): Promise<Entity> {
    const urls = paths.map((path) => this.site.url(path));
    const signer = await certify("Signer", signerKeys, root, [
      ...signerExtensions(),
      namesList(...urls),
    ]);
    this.listed = [...this.listed, signer];
    return signer;
  }

  keeper(
    material: Partial<KeeperParts["material"]> = { revocation: "required" },
  ): Promise<RevocationKeeper> {
    return RevocationKeeper.open({
      material: { roots: [root.certificate.raw], ...material },
      certificates: () => this.listed.map(({ certificate }) => certificate.raw),
      folder: join(this.folder, "revocation"),
      ocsp: "fallback",
      refresh: 6 * HOUR,
      clock: this.clock,
      log: this.log,
    });
  }

  /** A round, as the schedule does it. */
  async round(keeper: RevocationKeeper): Promise<void> {
    await keeper.refresh(this.#signal.signal);
  }

  outcome(signer: Entity, keeper: RevocationKeeper) {
    return trustIn(signer, keeper.current(), this.clock.now());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.site[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** A list that is good for a day from NOW on, or as the request says. */
function list(request: Partial<RevocationRequest> = {}, issuer = root): Promise<Uint8Array> {
  const life = { thisUpdate: NOW, nextUpdate: NOW + DAY };
  return revocationList(issuer, { revoked: [], ...life, ...request });
}

Deno.test("keeper: a signer is believed once its list has come, DER or PEM", async () => {
  for (const form of [(der: Uint8Array) => der, pem]) {
    await using bench = await Bench.open();
    const signer = await bench.signer("/crl");
    const keeper = await bench.keeper();
    expect(await bench.outcome(signer, keeper)).toBe("revocation-unknown");
    bench.site.answers.set("/crl", form(await list()));
    await bench.round(keeper);
    expect(await bench.outcome(signer, keeper)).toBe("none");
    expect(bench.log.take("revocation.refreshed")).toEqual([{
      event: "revocation.refreshed",
      url: bench.site.url("/crl"),
      thisUpdate: "2026-11-21T09:30:00.000Z",
      nextUpdate: "2026-11-22T09:30:00.000Z",
    }]);
  }
});

Deno.test("keeper: what it holds can be kept, as it was published", async () => {
  await using bench = await Bench.open();
  const given = await list({ thisUpdate: NOW - DAY });
  const fetched = await list();
  await bench.signer("/crl");
  const middle = await certify("Middle", middleKeys, root, authorityExtensions());
  const intermediates = [middle.certificate.raw];
  const keeper = await bench.keeper({ crls: [given], intermediates });
  const authorities = [root.certificate.raw, middle.certificate.raw];
  expect(keeper.held()).toEqual({ authorities, revocation: [given] });
  bench.site.answers.set("/crl", pem(fetched));
  await bench.round(keeper);
  expect(keeper.held()).toEqual({ authorities, revocation: [given, fetched] });
});

function pem(der: Uint8Array): Uint8Array {
  return new TextEncoder().encode(toPem("X509 CRL", der));
}

Deno.test("keeper: a new list revokes a signer; stores that were handed out stay as they are", async () => {
  await using bench = await Bench.open();
  const signer = await bench.signer("/crl");
  const keeper = await bench.keeper();
  bench.site.answers.set("/crl", await list());
  await bench.round(keeper);
  const before = keeper.current();
  expect(await bench.outcome(signer, keeper)).toBe("none");
  bench.clock.advance(6 * HOUR);
  const thisUpdate = NOW + HOUR;
  const revoked = [[serialOf(signer), NOW + HOUR]] as const;
  bench.site.answers.set("/crl", await list({ thisUpdate, revoked }));
  await bench.round(keeper);
  expect(await bench.outcome(signer, keeper)).toBe("revoked");
  expect(keeper.current()).not.toBe(before);
  expect(await trustIn(signer, before, bench.clock.now())).toBe("none");
});

Deno.test("keeper: a list is fetched again every six hours, and before it runs out", async () => {
  await using bench = await Bench.open();
  await bench.signer("/crl");
  const keeper = await bench.keeper();
  const fetchedAfter = async (milliseconds: number) => {
    bench.clock.advance(milliseconds);
    bench.site.requests.length = 0;
    await bench.round(keeper);
    return bench.site.requests.length;
  };
  bench.site.answers.set("/crl", await list());
  expect(await fetchedAfter(0)).toBe(1);
  const store = keeper.current();
  expect(await fetchedAfter(6 * HOUR - 1)).toBe(0);
  expect(keeper.current()).toBe(store);
  expect(await fetchedAfter(1)).toBe(1);
  // 10 hours are left of a list of 18: it is asked for again 1.8 hours before its end.
  bench.site.answers.set("/crl", await list({ nextUpdate: NOW + 10 * HOUR }));
  expect(await fetchedAfter(6 * HOUR)).toBe(1);
  bench.site.answers.set(
    "/crl",
    await list({ thisUpdate: NOW + 12 * HOUR, nextUpdate: NOW + 13 * HOUR }),
  );
  expect(await fetchedAfter(10 * MINUTE)).toBe(1);
  expect(await fetchedAfter(40 * MINUTE - 1)).toBe(0);
  expect(await fetchedAfter(1)).toBe(1);
});

Deno.test("keeper: the schedule fetches by itself until it is stopped", async () => {
  await using bench = await Bench.open();
  const signer = await bench.signer("/crl");
  bench.site.answers.set("/crl", 503);
  const keeper = await bench.keeper();
  const stop = new AbortController();
  const stale = bench.log.next("revocation.stale");
  const running = keeper.run(stop.signal);
  await stale;
  // A round of our own, in which nothing is due, ends after the schedule has begun to wait.
  await keeper.refresh(stop.signal);
  bench.site.answers.set("/crl", await list());
  const refreshed = bench.log.next("revocation.refreshed");
  bench.clock.advance(10 * MINUTE);
  await refreshed;
  await keeper.refresh(stop.signal);
  expect(await bench.outcome(signer, keeper)).toBe("none");
  stop.abort();
  await running;
});

Deno.test("keeper: a stale list keeps its grace, then the signer is put off with an alarm", async () => {
  await using bench = await Bench.open();
  const signer = await bench.signer("/crl");
  const keeper = await bench.keeper({ revocation: "required", crlGrace: 12 * HOUR });
  bench.site.answers.set("/crl", await list());
  await bench.round(keeper);
  bench.site.answers.set("/crl", 500);
  bench.clock.advance(36 * HOUR);
  await bench.round(keeper);
  expect(await bench.outcome(signer, keeper)).toBe("none");
  expect(bench.log.take("revocation.failed")).toEqual([{
    event: "revocation.failed",
    url: bench.site.url("/crl"),
    reason: `Cannot fetch ${bench.site.url("/crl")}: the server answers 500`,
  }]);
  bench.clock.advance(10 * MINUTE);
  await bench.round(keeper);
  expect(await bench.outcome(signer, keeper)).toBe("revocation-unknown");
  expect(bench.log.take("revocation.stale")).toEqual([{
    event: "revocation.stale",
    certificate: signer.certificate.fingerprintSha1,
    subject: "Signer",
    consequence: "not trusted",
    reason: "a newer list or answer was due 2026-11-22T09:30:00.000Z",
  }]);
  bench.clock.advance(10 * MINUTE);
  await bench.round(keeper);
  expect(bench.log.take("revocation.stale")).toEqual([]);
  bench.site.answers.set("/crl", await list({ nextUpdate: NOW + 3 * DAY, thisUpdate: NOW + DAY }));
  bench.clock.advance(10 * MINUTE);
  await bench.round(keeper);
  expect(await bench.outcome(signer, keeper)).toBe("none");
});

Deno.test("keeper: where lists are not required a stale one is an alarm and no more", async () => {
  await using bench = await Bench.open();
  const signer = await bench.signer("/crl");
  const keeper = await bench.keeper({ revocation: "when-known" });
  await bench.round(keeper);
  expect(await bench.outcome(signer, keeper)).toBe("none");
  expect(bench.log.take("revocation.stale")).toMatchObject([
    { consequence: "trusted all the same", reason: "no list and no answer has come yet" },
  ]);
});

Deno.test("keeper: what is no list of the issuer leaves the former one in place", async () => {
  await using bench = await Bench.open();
  const signer = await bench.signer("/crl");
  const keeper = await bench.keeper();
  bench.site.answers.set("/crl", await list({ thisUpdate: NOW - HOUR }));
  await bench.round(keeper);
  const store = keeper.current();
  const other = await certify("Root", otherKeys, null, authorityExtensions());
  const revoked = [[serialOf(signer), NOW - HOUR]] as const;
  const changed = await list({ revoked });
  changed[changed.length - 1]! ^= 1;
  const delta = criticalExtension(OID.deltaCrlIndicator, derInteger(Uint8Array.of(1)));
  const faults = [
    [await list({ revoked }, other), "of another issuer"],
    [changed, "of another issuer"],
    [await list({ revoked, extensions: [delta] }), "extension 2.5.29.27 narrows it"],
    [await list({ revoked, thisUpdate: NOW + DAY }), "it is from the future"],
    [await list({ revoked, thisUpdate: NOW - 2 * HOUR }), "older than what is here"],
    [new TextEncoder().encode("<html>"), "Cannot read tag"],
    [new TextEncoder().encode("-----BEGIN X509 CRL-----"), "the PEM text holds none"],
    [404, "the server answers 404"],
  ] as const;
  bench.clock.advance(6 * HOUR);
  for (const [answer, reason] of faults) {
    bench.log.entries.length = 0;
    bench.site.answers.set("/crl", answer);
    await bench.round(keeper);
    expect(bench.log.take("revocation.failed")).toMatchObject([
      { reason: expect.stringContaining(reason) },
    ]);
    bench.clock.advance(10 * MINUTE);
  }
  expect(keeper.current()).toBe(store);
  expect(await bench.outcome(signer, keeper)).toBe("none");
});

Deno.test("keeper: a server that cannot be reached or says nothing is given up", async () => {
  await using bench = await Bench.open();
  await bench.signer("/crl");
  const gone = await Site.open();
  const url = gone.url("/crl");
  await gone[Symbol.asyncDispose]();
  const extensions = [...signerExtensions(), namesList(url, "ldap://ca.alfa.example/")];
  bench.listed = [await certify("Signer", signerKeys, root, extensions)];
  const keeper = await bench.keeper();
  await bench.round(keeper);
  expect(bench.log.take("revocation.failed")).toMatchObject([{ url }]);
  bench.listed = [await bench.signer("/silence")];
  const asked = Promise.withResolvers<void>();
  bench.site.answers.set("/silence", () => {
    asked.resolve();
    return new Promise(() => {});
  });
  const round = bench.round(keeper);
  await asked.promise;
  bench.clock.advance(2 * MINUTE);
  await round;
  expect(bench.log.take("revocation.failed")).toMatchObject([
    { reason: "Cannot fetch: no answer in time" },
  ]);
});

Deno.test("keeper: of several places the next one is asked where one fails", async () => {
  await using bench = await Bench.open();
  const signer = await bench.signer("/first", "/second", "/third");
  for (const path of ["/second", "/third"]) bench.site.answers.set(path, await list());
  const keeper = await bench.keeper();
  await bench.round(keeper);
  expect(bench.site.requests).toEqual(["GET /first", "GET /second"]);
  expect(await bench.outcome(signer, keeper)).toBe("none");
});

Deno.test("keeper: a restart knows the lists of before, and verifies them again", async () => {
  await using bench = await Bench.open();
  const signer = await bench.signer("/crl");
  bench.site.answers.set("/crl", await list());
  await bench.round(await bench.keeper());
  bench.site.answers.set("/crl", 500);
  expect(await bench.outcome(signer, await bench.keeper())).toBe("none");
  const [file] = [...Deno.readDirSync(join(bench.folder, "revocation"))];
  const path = join(bench.folder, "revocation", file!.name);
  const bytes = await Deno.readFile(path);
  bytes[bytes.length - 1]! ^= 1;
  await Deno.writeFile(path, bytes);
  bench.log.entries.length = 0;
  expect(await bench.outcome(signer, await bench.keeper())).toBe("revocation-unknown");
  expect(bench.log.events).toEqual(["revocation.failed"]);
});

Deno.test("keeper: intermediate authorities are watched as well", async () => {
  await using bench = await Bench.open();
  const middle = await certify("Middle", middleKeys, root, [
    ...authorityExtensions(),
    namesList(bench.site.url("/root")),
  ]);
  const signer = await certify("Signer", signerKeys, middle, [
    ...signerExtensions(),
    namesList(bench.site.url("/middle")),
  ]);
  bench.listed = [signer];
  bench.site.answers.set("/root", await list());
  bench.site.answers.set("/middle", await list({}, middle));
  const keeper = await bench.keeper({
    intermediates: [middle.certificate.raw],
    revocation: "required",
  });
  await bench.round(keeper);
  expect(await bench.outcome(signer, keeper)).toBe("none");
  bench.clock.advance(6 * HOUR);
  const revoked = [[serialOf(middle), NOW]] as const;
  bench.site.answers.set("/root", await list({ revoked }));
  await bench.round(keeper);
  expect(await bench.outcome(signer, keeper)).toBe("revoked");
});

Deno.test("keeper: a revoked signer is refused for good though another list is missing", async () => {
  await using bench = await Bench.open();
  const middle = await certify("Middle", middleKeys, root, authorityExtensions());
  const signer = await certify("Signer", signerKeys, middle, [
    ...signerExtensions(),
    namesList(bench.site.url("/middle")),
  ]);
  bench.listed = [signer];
  const revoked = [[serialOf(signer), NOW]] as const;
  bench.site.answers.set("/middle", await list({ revoked }, middle));
  const keeper = await bench.keeper({
    intermediates: [middle.certificate.raw],
    revocation: "required",
  });
  await bench.round(keeper);
  expect(await bench.outcome(signer, keeper)).toBe("revoked");
  expect(bench.log.take("revocation.stale")).toMatchObject([
    { subject: "Middle", reason: "it names no list, and no responder that is asked" },
  ]);
});

Deno.test("keeper: an expired signer is refused for good though its list is missing", async () => {
  await using bench = await Bench.open();
  const life = { notBefore: NOW - DAY, notAfter: NOW - HOUR };
  const extensions = [...signerExtensions(), namesList(bench.site.url("/crl"))];
  const signer = await certify("Signer", signerKeys, root, extensions, life);
  bench.listed = [signer];
  const keeper = await bench.keeper();
  await bench.round(keeper);
  expect(await bench.outcome(signer, keeper)).toBe("expired");
});

Deno.test("keeper: a new edition of the directory is followed", async () => {
  await using bench = await Bench.open();
  const keeper = await bench.keeper();
  await bench.round(keeper);
  const signer = await bench.signer("/crl");
  bench.site.answers.set("/crl", await list());
  await bench.round(keeper);
  expect(await bench.outcome(signer, keeper)).toBe("none");
  bench.listed = [];
  await bench.round(keeper);
  expect(await bench.outcome(signer, keeper)).toBe("revocation-unknown");
});

Deno.test("keeper: what in the directory is no certificate, or of nobody known, does no harm", async () => {
  await using bench = await Bench.open();
  const stranger = await certify("Stranger", otherKeys, null, signerExtensions());
  const broken = { ...stranger, certificate: { raw: Uint8Array.of(1, 2, 3) } } as unknown as Entity;
  bench.listed = [broken, stranger];
  const keeper = await bench.keeper();
  await bench.round(keeper);
  expect(bench.log.entries).toMatchObject([{
    event: "revocation.stale",
    subject: "Stranger",
    reason: "its issuer is neither a root nor an intermediate here",
  }]);
});

Deno.test("keeper: lists given as files count beside those that are fetched", async () => {
  await using bench = await Bench.open();
  const signer = await certify("Signer", signerKeys, root, signerExtensions());
  bench.listed = [signer];
  const keeper = await bench.keeper({ revocation: "required", crls: [await list()] });
  await bench.round(keeper);
  expect(await bench.outcome(signer, keeper)).toBe("none");
  expect(bench.log.entries).toEqual([]);
});

Deno.test("keeper: a list of 100,000 entries is fetched, kept and found in", async () => {
  await using bench = await Bench.open();
  const signer = await bench.signer("/crl");
  const serials = Array.from(
    { length: 100_000 },
    (_, index) => Uint8Array.of(0x40, index >> 16, (index >> 8) & 0xff, index & 0xff),
  );
  const revoked = [...serials, serialOf(signer)].map((serial) => [serial, NOW - HOUR] as const);
  bench.site.answers.set("/crl", await list({ revoked }));
  await bench.round(await bench.keeper());
  expect(await bench.outcome(signer, await bench.keeper())).toBe("revoked");
});
