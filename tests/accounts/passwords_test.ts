import { expect } from "expect";
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { argon2id, formatVerifier, parseVerifier } from "../../adapters/accounts/argon2.ts";
import {
  createPasswordChecker,
  hashPassword,
  verifyNothing,
  verifyPassword,
} from "../../adapters/accounts/passwords.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { computations } from "./computations.ts";

/** A vector of the reference implementation of Argon2. */
const REFERENCE =
  "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

/** A verifier that costs next to nothing, where the cost is not what is tested. */
async function cheapVerifier(password: string): Promise<string> {
  const cost = { memory: 64, passes: 1, parallelism: 1 };
  const salt = randomBytes(16);
  const hash = await argon2id(new TextEncoder().encode(password), salt, cost, 32);
  return formatVerifier({ ...cost, salt, hash });
}

Deno.test("passwords: the reference implementation's verifier", async () => {
  expect(await verifyPassword("password", REFERENCE)).toBe(true);
  expect(await verifyPassword("passwore", REFERENCE)).toBe(false);
  expect(formatVerifier(parseVerifier(REFERENCE))).toBe(REFERENCE);
});

Deno.test("passwords: a new verifier verifies its password alone, with a salt of its own", async () => {
  const verifier = await hashPassword("segreto", randomBytes);
  expect(verifier).toMatch(
    /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
  );
  expect(await verifyPassword("segreto", verifier)).toBe(true);
  expect(await verifyPassword("Segreto", verifier)).toBe(false);
  expect(await hashPassword("segreto", randomBytes)).not.toBe(verifier);
});

Deno.test("passwords: composed and decomposed characters are the same", async () => {
  const verifier = await cheapVerifier("perch\u00e9");
  expect(await verifyPassword("perche\u0301", verifier)).toBe(true);
});

Deno.test("passwords: 1 to 1024 bytes of UTF-8", async () => {
  for (const wrong of ["", "x".repeat(1025), "è".repeat(513)]) {
    await expect(hashPassword(wrong, randomBytes)).rejects.toThrow("1 to 1024 bytes");
    expect(await verifyPassword(wrong, await cheapVerifier(wrong))).toBe(false);
  }
  for (const right of ["x", "x".repeat(1024), "è".repeat(512)]) {
    expect(await verifyPassword(right, await cheapVerifier(right))).toBe(true);
  }
});

for (
  const wrong of [
    "",
    "segreto",
    REFERENCE.replace("argon2id", "argon2i"),
    REFERENCE.replace("v=19", "v=16"),
    REFERENCE.replace("m=256", "m=0"),
    REFERENCE.replace("m=256", "m=262145"),
    REFERENCE.replace("t=2", "t=11"),
    REFERENCE.replace("p=1", "p=9"),
    REFERENCE.replace("m=256", "m=99999999999"),
    `${REFERENCE}\n`,
    `${REFERENCE}$`,
    REFERENCE.slice(0, -30),
  ]
) {
  Deno.test(`passwords: the verifier ${JSON.stringify(wrong)} is not used`, async () => {
    await expect(verifyPassword("password", wrong)).rejects.toThrow(
      /^Cannot (use|read) the verifier/,
    );
  });
}

Deno.test("passwords: whatever stands in a verifier is read or refused", () => {
  fc.assert(
    fc.property(fc.nat(REFERENCE.length - 1), fc.string({ maxLength: 3 }), (at, text) => {
      try {
        const { memory, passes } = parseVerifier(
          REFERENCE.slice(0, at) + text + REFERENCE.slice(at),
        );
        expect(memory * passes).toBeLessThanOrEqual(256 * 1024 * 10);
      } catch (error) {
        expect((error as Error).message).toMatch(/^Cannot (use|read) the verifier/);
      }
    }),
    { numRuns: 200, seed: 9106 },
  );
});

Deno.test("passwords: an account that does not exist is checked, and fails", async () => {
  expect(await verifyNothing("segreto")).toBe(false);
});

Deno.test("checker: an account that does not exist costs what a wrong password costs", async () => {
  const checker = createPasswordChecker({ clock: new SimulatedClock(), random: randomBytes });
  const verifier = await cheapVerifier("segreto");
  expect(
    await computations(async () => {
      expect(await checker.check("anna@alfa.example", "falso", verifier)).toBe(false);
    }),
  ).toBe(1);
  expect(
    await computations(async () => {
      expect(await checker.check("bruno@alfa.example", "falso", undefined)).toBe(false);
    }),
  ).toBe(1);
});

Deno.test("checker: a right password is remembered until its time is over", async () => {
  const clock = new SimulatedClock();
  const checker = createPasswordChecker({ clock, random: randomBytes, memory: 1000 });
  const verifier = await cheapVerifier("perché");
  const check = () =>
    computations(async () => {
      expect(await checker.check("anna@alfa.example", "perche\u0301", verifier)).toBe(true);
    });
  expect(await check()).toBe(1);
  clock.advance(999);
  expect(await check()).toBe(0);
  clock.advance(1);
  expect(await check()).toBe(1);
});

Deno.test("checker: nothing else is remembered with it", async () => {
  const checker = createPasswordChecker({ clock: new SimulatedClock(), random: randomBytes });
  const verifier = await cheapVerifier("segreto");
  expect(await checker.check("anna@alfa.example", "segreto", verifier)).toBe(true);
  expect(await checker.check("anna@alfa.example", "falso", verifier)).toBe(false);
  const changed = await cheapVerifier("nuovo");
  expect(await checker.check("anna@alfa.example", "segreto", changed)).toBe(false);
  expect(
    await computations(async () => {
      await checker.check("bruno@alfa.example", "segreto", verifier);
    }),
  ).toBe(1);
});

Deno.test("checker: a wrong password is computed every time", async () => {
  const checker = createPasswordChecker({ clock: new SimulatedClock(), random: randomBytes });
  const verifier = await cheapVerifier("segreto");
  expect(
    await computations(async () => {
      for (let n = 0; n < 3; n++) await checker.check("anna@alfa.example", "falso", verifier);
    }),
  ).toBe(3);
});

Deno.test("checker: the memory is bounded, the oldest goes first", async () => {
  const clock = new SimulatedClock();
  const checker = createPasswordChecker({ clock, random: randomBytes, capacity: 2 });
  const verifier = await cheapVerifier("segreto");
  const cost: number[] = [];
  for (const name of ["a", "b", "c", "b", "c", "a"]) {
    cost.push(
      await computations(async () => {
        await checker.check(`${name}@alfa.example`, "segreto", verifier);
      }),
    );
  }
  expect(cost).toEqual([1, 1, 1, 0, 0, 1]);
});
