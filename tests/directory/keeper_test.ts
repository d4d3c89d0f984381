/** @module */
import { createHash } from "node:crypto";
import { expect } from "expect";
import { join } from "node:path";
import { DirectoryKeeper, type KeeperOptions } from "../../adapters/directory/keeper.ts";
import { HOUR, MINUTE } from "../../events/instant.ts";
import { NOW } from "../documents/smime/support.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { clientOf, IndexServer } from "./index_server.ts";
import { entryOf, issueSigner, ldifOf, sign, trust } from "./signed_support.ts";

const DAY = 24 * HOUR;
const client = await clientOf();
const providers = ["alfa", "beta", "gamma", "delta", "omega"].map((name) =>
  entryOf(`${name}.example`, 2)
);
const good = await sign(ldifOf(providers));

/** A log that can be waited for. */
class Log {
  readonly entries: { event: string; fields: Record<string, unknown> }[] = [];
  #waiting: (() => void)[] = [];
  #seen = 0;
  readonly #write = (event: string, fields: Record<string, unknown>): void => {
    this.entries.push({ event, fields });
    for (const wake of this.#waiting.splice(0)) wake();
  };
  readonly info = this.#write;
  readonly error = this.#write;

  /** The next entry of that name that nobody has waited for. */
  async next(event: string): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.entries.findIndex((entry, row) =>
        row >= this.#seen && entry.event === event
      );
      if (found >= 0) {
        this.#seen = found + 1;
        return this.entries[found]!.fields;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

/** A provider's side: its folder, its clock and its log. */
class Side implements AsyncDisposable {
  readonly clock = new SimulatedClock(NOW);
  readonly log = new Log();
  readonly options: KeeperOptions;
  readonly #folder: string;

  constructor(folder: string, url: string, change: Partial<KeeperOptions> = {}) {
    this.#folder = folder;
    this.options = {
      source: { url, ...client },
      cache: join(folder, "kept", "directory.p7m"),
      trust,
      every: 6 * HOUR,
      maxShrink: 0.2,
      alarmAge: DAY,
      clock: this.clock,
      log: this.log,
      ...change,
    };
  }

  static async of(server: IndexServer, change: Partial<KeeperOptions> = {}): Promise<Side> {
    return new Side(await Deno.makeTempDir(), server.url, change);
  }

  /** The files beside the copy, the copy included. */
  files(): string[] {
    return [...Deno.readDirSync(join(this.#folder, "kept"))].map(({ name }) => name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** Lets a keeper keep its schedule while `use` runs. */
async function keeping(keeper: DirectoryKeeper, use: () => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  const kept = keeper.keep(stopping.signal);
  try {
    await use();
  } finally {
    stopping.abort();
    await kept;
  }
}

Deno.test("keeper: fetches with a client certificate, serves, and keeps the copy", async () => {
  await using server = await IndexServer.start(good);
  await using side = await Side.of(server);
  const keeper = await DirectoryKeeper.open(side.options);
  expect(keeper.directory.providerOfDomain("ALFA.example")?.name).toBe("alfa.example");
  expect(keeper.directory.providers.length).toBe(5);
  expect(keeper.directory.edition).toEqual({
    digest: createHash("sha256").update(ldifOf(providers)).digest("hex"),
    providers: 5,
    domains: 10,
    signedAt: NOW,
    confirmedAt: side.options.clock.now(),
  });
  const [certificate] = providers[1]!.certificates;
  expect(keeper.directory.providerOfCertificate(certificate!.sha1)?.provider.name)
    .toBe("beta.example");
  expect(await side.log.next("directory.refreshed")).toMatchObject({
    signedAt: new Date(NOW).toISOString(),
    providers: 5,
    domains: 10,
  });
  expect(await Deno.readFile(side.options.cache)).toEqual(good);
  expect(side.files()).toEqual(["directory.p7m"]);
});

Deno.test("keeper: after a restart the last good copy serves while the server is away", async () => {
  const server = await IndexServer.start(good);
  await using side = await Side.of(server);
  await DirectoryKeeper.open(side.options);
  await server[Symbol.asyncDispose]();
  side.clock.advance(30 * HOUR);
  const keeper = await DirectoryKeeper.open(side.options);
  expect(keeper.directory.providerOfDomain("d1.beta.example")?.name).toBe("beta.example");
  expect(await keeper.refresh()).toMatchObject({ kind: "refused", current: { providers: 5 } });
  expect(keeper.directory.providerOfDomain("d1.beta.example")?.name).toBe("beta.example");
});

Deno.test("keeper: the copy outlives its signer's certificate", async () => {
  const life = { notBefore: NOW - DAY, notAfter: NOW + HOUR };
  const brief = await issueSigner("Brief", life);
  await using server = await IndexServer.start(await sign(ldifOf(providers), NOW, brief));
  await using side = await Side.of(server, { trust: { ...trust, signerFingerprint: null } });
  await DirectoryKeeper.open(side.options);
  side.clock.advance(DAY);
  const keeper = await DirectoryKeeper.open(side.options);
  expect(keeper.edition?.providers).toBe(5);
  expect(await keeper.refresh()).toMatchObject({ reason: expect.stringContaining("expired") });
});

Deno.test("keeper: without a copy and without a server there is no start", async () => {
  await using server = await IndexServer.start();
  await using side = await Side.of(server);
  await expect(DirectoryKeeper.open(side.options)).rejects.toThrow(
    /^Cannot start without a providers' directory: .*the answer is 404 Not Found$/,
  );
  const keeper = await DirectoryKeeper.load(side.options);
  expect(() => keeper.directory.providerOfDomain("alfa.example")).toThrow("no directory");
});

const stranger = await issueSigner("Stranger");
const four = providers.slice(1);
for (
  const [name, file, reason] of [
    ["unsigned", new TextEncoder().encode(ldifOf(providers)), "Cannot accept the signature"],
    [
      "signed by another",
      await sign(ldifOf(providers), NOW + 1000, stranger),
      "not the configured",
    ],
    ["malformed", await sign("dn: o=postacert\nnothing", NOW + 1000), "Cannot read LDIF at line 2"],
    ["older", await sign(ldifOf(providers), NOW - 1000), "older than the current one"],
    ["without two of five", await sign(ldifOf(four.slice(1)), NOW + 1000), "it has 3 providers"],
    [
      "without half of the domains",
      await sign(ldifOf(providers.map(({ name }) => entryOf(name))), NOW + 1000),
      "it has 5 domains",
    ],
    ["cut off", good.subarray(0, good.length - 100), "Cannot accept the signature"],
  ] as const
) {
  Deno.test(`keeper: an edition that is ${name} is refused, and the last good one stays`, async () => {
    await using server = await IndexServer.start(good);
    await using side = await Side.of(server);
    const keeper = await DirectoryKeeper.open(side.options);
    server.offer(file);
    const outcome = await keeper.refresh();
    expect(outcome).toMatchObject({ kind: "refused", reason: expect.stringContaining(reason) });
    expect(await side.log.next("directory.refused"))
      .toMatchObject({ reason: expect.stringContaining(reason) });
    expect(keeper.directory.providerOfDomain("alfa.example")?.name).toBe("alfa.example");
    expect(await Deno.readFile(side.options.cache)).toEqual(good);
    expect(side.files()).toEqual(["directory.p7m"]);
  });
}

Deno.test("keeper: a newer edition that lacks no more than a fifth is taken", async () => {
  await using server = await IndexServer.start(good);
  await using side = await Side.of(server);
  const keeper = await DirectoryKeeper.open(side.options);
  const { directory } = keeper;
  server.offer(await sign(ldifOf(four), NOW + 1000));
  expect(await keeper.refresh()).toMatchObject({
    kind: "refreshed",
    edition: { providers: 4 },
    previous: { providers: 5 },
  });
  expect(directory.providerOfDomain("alfa.example")).toBe(undefined);
  expect(directory.providerOfDomain("beta.example")?.name).toBe("beta.example");
});

for (
  const [name, answer, reason] of [
    [
      "a redirect",
      (_, response) => response.writeHead(302, { location: "https://beta.example/" }).end(),
      "redirects to https://beta.example/",
    ],
    ["an error", (_, response) => response.writeHead(500).end(), "the answer is 500"],
    [
      "an endless file",
      (_, response) => response.writeHead(200, { "content-length": String(2 ** 33) }).write("x"),
      "it has 8589934592 bytes",
    ],
    [
      "half a file",
      (request, response) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write(new Uint8Array(500), () => request.socket.destroy());
      },
      "Cannot fetch",
    ],
  ] satisfies [string, IndexServer["answer"], string][]
) {
  Deno.test(`keeper: ${name} is refused`, async () => {
    await using server = await IndexServer.start();
    await using side = await Side.of(server);
    server.answer = answer;
    const keeper = await DirectoryKeeper.load(side.options);
    expect(await keeper.refresh())
      .toMatchObject({ kind: "refused", reason: expect.stringContaining(reason) });
    expect(side.files()).toEqual([]);
  });
}

Deno.test("keeper: a server that says nothing is given up after ten minutes", async () => {
  await using server = await IndexServer.start();
  await using side = await Side.of(server);
  server.answer = () => side.clock.advance(10 * MINUTE);
  const keeper = await DirectoryKeeper.load(side.options);
  expect(await keeper.refresh())
    .toMatchObject({ reason: expect.stringContaining("no answer within 10 minutes") });
});

Deno.test("keeper: a client that the server does not know gets nothing", async () => {
  await using server = await IndexServer.start(good);
  await using side = await Side.of(server);
  const source = { url: server.url, ...await clientOf(null) };
  const keeper = await DirectoryKeeper.load({ ...side.options, source });
  expect(await keeper.refresh()).toMatchObject({ kind: "refused" });
  expect(server.requests).toBe(0);
});

Deno.test("keeper: a server under unknown roots is not believed", async () => {
  await using server = await IndexServer.start(good);
  await using side = await Side.of(server);
  const source = { ...side.options.source, tlsRoots: null };
  const keeper = await DirectoryKeeper.load({ ...side.options, source });
  expect(await keeper.refresh()).toMatchObject({
    reason: expect.stringContaining("issuer certificate"),
  });
  expect(server.requests).toBe(0);
});

Deno.test("keeper: fetches every six hours, an hour after a failure, and says when it is stale", async () => {
  await using server = await IndexServer.start(good);
  await using side = await Side.of(server);
  const { clock, log } = side;
  const keeper = await DirectoryKeeper.open(side.options);
  await log.next("directory.refreshed");
  await keeping(keeper, async () => {
    clock.advance(6 * HOUR);
    await log.next("directory.refreshed");
    server.answer = (_, response) => response.writeHead(503).end();
    clock.advance(6 * HOUR);
    await log.next("directory.refused");
    const before = log.entries.length;
    clock.advance(19 * HOUR);
    await log.next("directory.refused");
    expect(await log.next("directory.stale")).toMatchObject({ ageHours: 25, providers: 5 });
    expect(log.entries.slice(before).map(({ event }) => event))
      .toEqual(["directory.refused", "directory.stale"]);
    server.offer(good);
    clock.advance(HOUR);
    await log.next("directory.refreshed");
  });
  expect(server.requests).toBe(5);
});

Deno.test("keeper: takes up what another process has put in the copy's place", async () => {
  await using server = await IndexServer.start(good);
  await using side = await Side.of(server);
  const keeper = await DirectoryKeeper.open(side.options);
  const other = await DirectoryKeeper.load(side.options);
  await keeping(keeper, async () => {
    server.offer(await sign(ldifOf(four), NOW + 1000));
    side.clock.advance(30_000);
    await other.refresh();
    expect(keeper.edition?.providers).toBe(5);
    await side.log.next("directory.refreshed");
    side.clock.advance(MINUTE);
    await side.log.next("directory.refreshed");
    await side.log.next("directory.loaded");
    expect(keeper.edition?.providers).toBe(4);
  });
  expect(server.requests).toBe(2);
});

Deno.test("keeper: calls at the same time share one fetch", async () => {
  await using server = await IndexServer.start(good);
  await using side = await Side.of(server);
  const keeper = await DirectoryKeeper.load(side.options);
  const [one, two] = await Promise.all([keeper.refresh(), keeper.refresh()]);
  expect(one).toBe(two);
  expect(server.requests).toBe(1);
});
