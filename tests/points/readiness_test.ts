/**
 * Settings that are each right and do not fit together are refused before the doors open.
 *
 * @module
 */
import { join } from "node:path";
import { expect } from "expect";
import { systemClock } from "../../adapters/clock.ts";
import { loadConfiguration } from "../../adapters/config/load.ts";
import { layOutDemo } from "../../adapters/console/demo_layout.ts";
import { newAuthority } from "../../adapters/opening/layout.ts";
import { random } from "../../adapters/opening/random.ts";
import { serve } from "../../main.ts";

/** What a provider says at its start after `spoil` has changed its folder. */
async function refusal(spoil: (folder: string) => Promise<void>): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "readiness-" });
  try {
    await layOutDemo(folder, { now: systemClock.now(), random });
    await spoil(folder);
    const configuration = await loadConfiguration(join(folder, "alfa.example", "config.toml"));
    const serving = await serve({ ...configuration, log: { level: "error" } });
    await serving.stop();
    return "it serves";
  } catch (error) {
    return (error as Error).message;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

// What a refused start has opened ends with the process: here with the test runner's.
const options = { sanitizeOps: false, sanitizeResources: false };

Deno.test({ name: "readiness: what fits together serves", ...options }, async () => {
  expect(await refusal(async () => {})).toBe("it serves");
});

Deno.test(
  { name: "readiness: a directory that does not know the provider", ...options },
  async () => {
    const text = await refusal((folder) =>
      Deno.writeTextFile(join(folder, "directory.ldif"), "version: 1\n")
    );
    expect(text).toContain("signing.certificate: ");
    expect(text).toContain('does not list this certificate under the name "Alfa PEC S.p.A."');
    expect(text).toContain("provider.domains: ");
  },
);

Deno.test({ name: "readiness: a certificate that nobody trusts", ...options }, async () => {
  const text = await refusal(async (folder) => {
    const { certificatePem } = await newAuthority({ now: systemClock.now(), random });
    await Deno.writeTextFile(join(folder, "ca.pem"), certificatePem);
  });
  expect(text).toContain("signing.certificate: other providers would refuse it: ");
});

Deno.test({ name: "readiness: a certificate of another name", ...options }, async () => {
  const text = await refusal(async (folder) => {
    const file = join(folder, "alfa.example", "config.toml");
    const config = await Deno.readTextFile(file);
    await Deno.writeTextFile(file, config.replace('"Alfa PEC S.p.A."', '"Gamma PEC S.p.A."'));
  });
  expect(text).toContain(
    'signing.certificate: neither O nor CN of its subject is "Gamma PEC S.p.A."',
  );
});

Deno.test({ name: "readiness: a TLS key of another certificate", ...options }, async () => {
  const text = await refusal((folder) =>
    Deno.copyFile(
      join(folder, "beta.example", "keys", "tls.key"),
      join(folder, "alfa.example", "keys", "tls.key"),
    )
  );
  expect(text).toBe(
    "tls.key: it does not belong to tls.certificate. Name the key for which it was issued.",
  );
});

/** Lets one certificate sign, and another take over from an instant on. */
async function succession(folder: string, first: string, next: string, from: string) {
  const keys = join(folder, "alfa.example", "keys");
  const other = await Deno.makeTempDir({ dir: folder });
  await layOutDemo(other, { now: systemClock.now(), random });
  for (const file of ["signing.pem", "signing.key"]) {
    await Deno.copyFile(join(other, "alfa.example", "keys", file), join(keys, `foreign-${file}`));
  }
  const config = join(folder, "alfa.example", "config.toml");
  const text = (await Deno.readTextFile(config)).replaceAll("keys/signing.", `keys/${first}.`);
  await Deno.writeTextFile(
    config,
    text + [
      "[[signing.next]]",
      `certificate = "keys/${next}.pem"`,
      `key = "keys/${next}.key"`,
      `from = ${from}`,
      "",
    ].join("\n"),
  );
}

Deno.test({ name: "readiness: the key of today counts, not the first", ...options }, async () => {
  const taken = "2020-01-01T00:00:00Z";
  expect(await refusal((folder) => succession(folder, "foreign-signing", "signing", taken)))
    .toBe("it serves");
  expect(await refusal((folder) => succession(folder, "signing", "foreign-signing", taken)))
    .toContain("other providers would refuse it: ");
});

Deno.test(
  { name: "readiness: a successor that is not valid in its time", ...options },
  async () => {
    expect(
      await refusal((folder) => succession(folder, "signing", "signing", "2099-01-01T00:00:00Z")),
    )
      .toContain("Cannot sign at 2099-01-01T00:00:00");
  },
);
