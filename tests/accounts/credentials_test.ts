/**
 * Credentials of real accounts in a real store, at the gate through which clients come.
 *
 * @module
 */
import { expect } from "expect";
import { randomBytes } from "node:crypto";
import { account } from "../../actors/account.ts";
import { Runtime } from "../../actors/runtime.ts";
import { storedCredentials } from "../../adapters/accounts/credentials.ts";
import {
  type Attempt,
  createLogins,
  type Login,
  loginLimits,
} from "../../adapters/accounts/logins.ts";
import type { AppPasswordWish } from "../../adapters/accounts/new_app_password.ts";
import { createPasswordChecker } from "../../adapters/accounts/passwords.ts";
import { openHolder, openService } from "../../adapters/accounts/changes.ts";
import { switchAccount } from "../../adapters/console/accounts.ts";
import {
  addAppPassword,
  revokeAppPassword,
  setSecondFactor,
} from "../../adapters/console/app_passwords.ts";
import { openStorage } from "../../adapters/storage/sqlite/open.ts";
import { MINUTE } from "../../events/instant.ts";
import { withFolder } from "../storage/temporary.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { computations } from "./computations.ts";

/** Has a password and no second factor. */
const ANNA = "anna@alfa.example";
/** Has a second factor. */
const BRUNO = "Bruno@alfa.example";
/** Was disabled. */
const CARLA = "carla@alfa.example";
const SERVICE = "ricevute@alfa.example";

interface Bench {
  readonly clock: SimulatedClock;
  readonly runtime: Runtime;
  readonly log: Record<string, unknown>[];
  add(name: string, wish?: Partial<AppPasswordWish>): Promise<string>;
  login(user: string, password: string, attempt?: Partial<Attempt>): Promise<Login>;
  /** Logs in wrongly; resolves with the reason in the log of operation. */
  wrong(user: string, password: string, attempt?: Partial<Attempt>): Promise<unknown>;
}

function bench(name: string, test: (bench: Bench) => Promise<void>): void {
  Deno.test(`credentials: ${name}`, () =>
    withFolder(async (folder) => {
      const clock = new SimulatedClock();
      const storage = await openStorage(folder, clock);
      const runtime = new Runtime({ store: storage.events, clock, log: () => {} });
      runtime.register({ actor: account });
      try {
        for (const holder of [ANNA, BRUNO, CARLA]) {
          await openHolder(runtime, holder, "segreta", randomBytes);
        }
        await openService(runtime, SERVICE);
        await setSecondFactor(runtime, BRUNO, true);
        await switchAccount(runtime, CARLA, "disable", "a test");
        const passwords = createPasswordChecker({ clock, random: randomBytes });
        const { queries, blobs } = storage;
        const log: Bench["log"] = [];
        const { authenticate } = createLogins({
          credentials: storedCredentials({ queries, blobs, passwords, clock }),
          limits: { ...loginLimits, delay: 0 },
          clock,
          log: (_, fields) => log.push(fields),
        });
        const login: Bench["login"] = (user, password, attempt) => {
          const usual = { purpose: "read", service: "imap", address: "192.0.2.1" } as const;
          return authenticate({ user, password }, { ...usual, ...attempt });
        };
        await test({
          clock,
          runtime,
          log,
          login,
          add: (name, wish) =>
            addAppPassword(runtime, BRUNO, { name, scope: "both", ...wish }, randomBytes),
          async wrong(...attempt) {
            let answer: Login | null = null;
            const cost = await computations(async () => {
              answer = await login(...attempt);
            });
            expect({ answer, cost }).toEqual({ answer: { login: "wrong" }, cost: 1 });
            return log.at(-1)!["reason"];
          },
        });
      } finally {
        await runtime.stop();
        await storage.close();
      }
    }));
}

const sending = { purpose: "send", service: "submission" } as const;

bench("wrong ones cost and say the same, whatever is wrong", async (bench) => {
  const { wrong, add } = bench;
  const [read, send, home] = [
    await add("read", { scope: "read" }),
    await add("send", { scope: "send" }),
    await add("home", { networks: ["192.0.2.128/25", "2001:db8::/32"] }),
  ];
  const brief = await add("brief", { expires: bench.clock.now() + MINUTE });
  const revoked = await add("revoked");
  await revokeAppPassword(bench.runtime, BRUNO, "revoked");
  bench.clock.advance(MINUTE);
  expect([
    await wrong("nessuno@alfa.example", "segreta"),
    await wrong(ANNA, "sbagliata"),
    await wrong(ANNA, read),
    await wrong(CARLA, "segreta"),
    await wrong(SERVICE, "segreta"),
    await wrong(BRUNO, "segreta"),
    await wrong(BRUNO, read.replace(/^./, (first) => first === "a" ? "b" : "a")),
    await wrong(BRUNO, read, sending),
    await wrong(BRUNO, send),
    await wrong(BRUNO, home),
    await wrong(BRUNO, home, { address: "2001:db9::1" }),
    await wrong(BRUNO, brief),
    await wrong(BRUNO, revoked),
  ]).toEqual([
    "unknown user",
    "wrong password",
    "wrong password",
    "account disabled",
    "no password",
    "no app password",
    "wrong app password",
    "app password 1: not made to send",
    "app password 2: not made to read",
    "app password 3: bound to other networks",
    "app password 3: bound to other networks",
    "app password 4: expired",
    "wrong app password",
  ]);
  expect(JSON.stringify(bench.log)).not.toMatch(/segreta|sbagliata|[a-z2-9]{4}-[a-z2-9]{4}/);
});

bench("an account without second factor takes its own password", async ({ login }) => {
  const granted = { login: "granted", account: ANNA };
  expect(await login(ANNA, "segreta")).toMatchObject(granted);
  expect(await login("ANNA@alfa.example", "segreta", sending)).toMatchObject(granted);
});

bench("app passwords are good for what they were made for, without Argon2", async (bench) => {
  const { login, add } = bench;
  const [read, send, both, home, brief] = [
    await add("read", { scope: "read" }),
    await add("send", { scope: "send" }),
    await add("both"),
    await add("home", { networks: ["192.0.2.128/25", "2001:db8::/32"] }),
    await add("brief", { expires: bench.clock.now() + MINUTE }),
  ];
  bench.clock.advance(MINUTE - 1);
  const granted = { login: "granted", account: BRUNO };
  const cost = await computations(async () => {
    expect(await login("bruno@alfa.example", read)).toMatchObject(granted);
    expect(await login(BRUNO, read, { service: "pop3" })).toMatchObject(granted);
    expect(await login(BRUNO, send, sending)).toMatchObject(granted);
    expect(await login(BRUNO, both)).toMatchObject(granted);
    expect(await login(BRUNO, both.toUpperCase(), sending)).toMatchObject(granted);
    expect(await login(BRUNO, home, { address: "2001:db8::1" })).toMatchObject(granted);
    expect(await login(BRUNO, home, { address: "::ffff:192.0.2.200" })).toMatchObject(granted);
    expect(await login(BRUNO, brief)).toMatchObject(granted);
  });
  expect(cost).toBe(0);
});

bench("without the second factor the app passwords end, for good", async (bench) => {
  const { login, wrong, add, runtime } = bench;
  const secret = await add("read");
  await setSecondFactor(runtime, BRUNO, false);
  expect(await login(BRUNO, "segreta")).toMatchObject({ login: "granted" });
  expect(await wrong(BRUNO, secret)).toBe("wrong password");
  await setSecondFactor(runtime, BRUNO, true);
  expect(await wrong(BRUNO, secret)).toBe("wrong app password");
  expect(await wrong(BRUNO, "segreta")).toBe("no app password");
});
