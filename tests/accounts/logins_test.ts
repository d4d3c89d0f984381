import { expect } from "expect";
import type { Credentials } from "../../adapters/accounts/credentials.ts";
import { GateFull } from "../../adapters/gate.ts";
import {
  type Attempt,
  createLogins,
  type Login,
  type LoginLimits,
  loginLimits,
} from "../../adapters/accounts/logins.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const ANNA = "anna@alfa.example";
const BRUNO = "bruno@alfa.example";

/** `segreta` is everyone's password; `nessuno@…` does not exist. */
const credentials: Credentials = {
  judge({ user, password }) {
    if (user.startsWith("broken@")) return Promise.reject(new Error("no database"));
    if (user.startsWith("busy@")) return Promise.reject(new GateFull("Cannot queue"));
    if (user.startsWith("nessuno@")) return Promise.resolve({ wrong: "unknown user" });
    return Promise.resolve(
      password === "segreta"
        ? { account: user.toLowerCase(), holds: () => Promise.resolve(true) }
        : { wrong: "wrong password" },
    );
  },
};

interface Bench {
  readonly clock: SimulatedClock;
  readonly log: [string, Record<string, unknown>][];
  /** Asks, and lets as much time pass as the answer takes. */
  try(user: string, password: string, address?: string): Promise<Login["login"]>;
  /** Asks; `answered` is true once the answer is there. */
  ask(user: string, password: string, attempt?: Partial<Attempt>): Asked;
}

interface Asked {
  readonly answer: Promise<Login>;
  answered: boolean;
}

function bench(limits: Partial<LoginLimits> = {}): Bench {
  const clock = new SimulatedClock();
  const log: Bench["log"] = [];
  const logins = createLogins({
    credentials,
    limits: { ...loginLimits, ...limits },
    clock,
    log: (event, fields) => log.push([event, fields]),
  });
  const ask: Bench["ask"] = (user, password, attempt) => {
    const usual = { purpose: "read", service: "imap", address: "192.0.2.1" } as const;
    const answer = logins.authenticate({ user, password }, { ...usual, ...attempt });
    const asked: Asked = { answer, answered: false };
    answer.then(() => asked.answered = true);
    return asked;
  };
  return {
    clock,
    log,
    ask,
    async try(user, password, address = "192.0.2.1") {
      const asked = ask(user, password, { address });
      await turn();
      if (!asked.answered) clock.advance(loginLimits.delay);
      return (await asked.answer).login;
    },
  };
}

/** Lets everything happen that waits for no time to pass. */
const turn = () => new Promise(setImmediate);

for (
  const [what, user, password] of [
    ["a wrong password", ANNA, "sbagliata"],
    ["an unknown user", "nessuno@alfa.example", "sbagliata"],
    ["a user name beyond all limits", "x".repeat(20_000), "sbagliata"],
  ] as const
) {
  Deno.test(`logins: ${what} is answered late, and tells nothing`, async () => {
    const { clock, ask, log } = bench();
    const asked = ask(user, password);
    await turn();
    clock.advance(1999);
    await turn();
    expect(asked.answered).toBe(false);
    clock.advance(1);
    expect(await asked.answer).toEqual({ login: "wrong" });
    expect(JSON.stringify(log)).not.toContain(password);
    expect(JSON.stringify(log).length).toBeLessThan(1000);
  });
}

Deno.test("logins: the right ones get in at once", async () => {
  const { ask } = bench();
  expect(await ask("Anna@alfa.example", "segreta").answer)
    .toMatchObject({ login: "granted", account: ANNA });
});

Deno.test("logins: each login is logged once, without its password", async () => {
  const { ask, log } = bench();
  const login = await ask(ANNA, "segreta", { service: "pop3" }).answer;
  if (login.login !== "granted") throw new Error(login.login);
  await login.holds();
  const fields = { user: ANNA, address: "192.0.2.1", service: "pop3" };
  expect(log).toEqual([["login.granted", fields]]);
  await ask(ANNA, "segreta", { service: "pop3" }).answer;
  expect(log).toEqual([["login.granted", fields], ["login.granted", fields]]);
});

Deno.test("logins: what cannot be checked is unavailable, and does not count", async () => {
  const { ask, log } = bench({ failuresPerNetwork: 1 });
  expect(await ask("broken@alfa.example", "segreta").answer).toEqual({ login: "unavailable" });
  expect(await ask("busy@alfa.example", "segreta").answer).toEqual({ login: "unavailable" });
  expect(await ask(ANNA, "segreta").answer).toMatchObject({ login: "granted" });
  expect(log.map(([event]) => event))
    .toEqual(["login.check-failed", "login.check-failed", "login.granted"]);
  expect(JSON.stringify(log)).not.toContain("segreta");
});

Deno.test("logins: a client that has gone is not waited for", async () => {
  const { ask } = bench();
  const gone = new AbortController();
  const asked = ask(ANNA, "sbagliata", { gone: gone.signal });
  await turn();
  gone.abort();
  expect(await asked.answer).toEqual({ login: "wrong" });
});

Deno.test("logins: a network that has guessed too often has to wait, whatever it asks", async () => {
  const { clock, ask, log, ...logins } = bench({ failuresPerNetwork: 2, window: 60_000 });
  expect(await logins.try(ANNA, "sbagliata")).toBe("wrong");
  expect(await logins.try("nessuno@alfa.example", "sbagliata")).toBe("wrong");
  const asked = ask(BRUNO, "segreta");
  await turn();
  clock.advance(1999);
  await turn();
  expect(asked.answered).toBe(false);
  clock.advance(1);
  expect(await asked.answer).toEqual({ login: "throttled" });
  expect(log.map(([event]) => event)).toEqual(["login.failed", "login.failed", "login.throttled"]);
  expect(await logins.try(BRUNO, "segreta", "192.0.2.2")).toBe("granted");
  clock.advance(60_000);
  expect(await logins.try(BRUNO, "segreta")).toBe("granted");
});

Deno.test("logins: an account that is guessed at from everywhere has to wait, existing or not", async () => {
  for (const user of [ANNA, "nessuno@alfa.example"]) {
    const logins = bench({ failuresPerAccount: 3, window: 60_000 });
    for (let n = 1; n <= 3; n++) {
      const guess = logins.try(n % 2 ? user : user.toUpperCase(), "sbagliata", `192.0.2.${n}`);
      expect(await guess).toBe("wrong");
    }
    expect(await logins.try(user, "segreta", "192.0.2.9")).toBe("throttled");
    expect(await logins.try(BRUNO, "segreta", "192.0.2.9")).toBe("granted");
    logins.clock.advance(60_000);
    expect(await logins.try(user, "segreta", "192.0.2.9"))
      .toBe(user === ANNA ? "granted" : "wrong");
  }
});

Deno.test("logins: nobody locks a holder out of the networks where she is at home", async () => {
  const logins = bench({ failuresPerAccount: 2, failuresPerNetwork: 3 });
  expect(await logins.try(ANNA, "segreta", "2001:db8:0:1::7")).toBe("granted");
  for (let n = 1; n <= 3; n++) await logins.try(ANNA, "sbagliata", `192.0.2.${n}`);
  expect(await logins.try(ANNA, "segreta", "192.0.2.9")).toBe("throttled");
  expect(await logins.try(ANNA, "segreta", "2001:db8:0:1::8")).toBe("granted");
  // There the network's own limit holds.
  for (let n = 1; n <= 3; n++) {
    expect(await logins.try(ANNA, "sbagliata", "2001:db8:0:1::7")).toBe("wrong");
  }
  expect(await logins.try(ANNA, "segreta", "2001:db8:0:1::7")).toBe("throttled");
});

Deno.test("logins: a holder's own mistakes at home do not lock her out elsewhere", async () => {
  const logins = bench({ failuresPerAccount: 2 });
  expect(await logins.try(ANNA, "segreta", "192.0.2.1")).toBe("granted");
  for (let n = 1; n <= 5; n++) await logins.try(ANNA, "vecchia", "192.0.2.1");
  expect(await logins.try(ANNA, "segreta", "192.0.2.2")).toBe("granted");
});

Deno.test("logins: guesses side by side are not more than those one after the other", async () => {
  const { clock, ask } = bench({ failuresPerNetwork: 3 });
  const passwords = ["uno", "due", "tre", "segreta"];
  const asked = passwords.map((password) => ask(ANNA, password).answer);
  await turn();
  clock.advance(loginLimits.delay);
  expect((await Promise.all(asked)).map(({ login }) => login))
    .toEqual(["wrong", "wrong", "wrong", "throttled"]);
});

Deno.test("logins: 16 networks of an account are remembered, the latest", async () => {
  const logins = bench({ failuresPerAccount: 1, failuresPerNetwork: 100 });
  for (let n = 0; n <= 16; n++) await logins.try(ANNA, "segreta", `192.0.2.${n}`);
  await logins.try(ANNA, "sbagliata", "192.0.2.200");
  expect(await logins.try(ANNA, "segreta", "192.0.2.16")).toBe("granted");
  expect(await logins.try(ANNA, "segreta", "192.0.2.1")).toBe("granted");
  expect(await logins.try(ANNA, "segreta", "192.0.2.0")).toBe("throttled");
});
