/** @module */
import { expect } from "expect";
import { join } from "node:path";
import { directoryDiff, readDirectoryFile } from "../../adapters/directory/diff.ts";
import { entryOf, ldifOf, sign } from "./signed_support.ts";

const alfa = entryOf("alfa.example", 3);
const beta = { ...entryOf("beta.example"), ldifUrl: "https://beta.example/directory.p7m" };
const gamma = entryOf("gamma.example");

Deno.test("directory diff: equal directories have none, in whatever order", () => {
  const none = { added: [], removed: [], changed: [] };
  expect(directoryDiff([], [])).toEqual(none);
  expect(directoryDiff([alfa, beta], [beta, { ...alfa }])).toEqual(none);
});

Deno.test("directory diff: environments that came and went", () => {
  const unit = { ...entryOf("two.alfa.example"), name: alfa.name, unit: "two" };
  expect(directoryDiff([alfa, beta], [alfa, unit, gamma]))
    .toEqual({ added: [unit, gamma], removed: [beta], changed: [] });
});

Deno.test("directory diff: every attribute of an entry", () => {
  const [old] = beta.certificates;
  const [fresh] = gamma.certificates;
  const { ldifUrl: _, ...without } = beta;
  const after = {
    ...without,
    mailReceipt: "new@beta.example",
    domains: ["pec.beta.example", "beta.example"],
    certificates: [old!, fresh!],
  };
  expect(directoryDiff([alfa, beta], [alfa, after]).changed).toEqual([{
    provider: after,
    differences: [
      {
        attribute: "mailReceipt",
        removed: ["service@beta.example"],
        added: ["new@beta.example"],
      },
      { attribute: "LDIFLocationURL", removed: [beta.ldifUrl], added: [] },
      { attribute: "providerCertificateHash", removed: [], added: [fresh!.sha1] },
      { attribute: "managedDomains", removed: [], added: ["pec.beta.example"] },
    ],
  }]);
});

Deno.test("directory diff: reads LDIF and signed LDIF", async () => {
  const folder = await Deno.makeTempDir();
  const ldif = ldifOf([alfa, beta]);
  await Deno.writeTextFile(join(folder, "one.ldif"), ldif);
  await Deno.writeFile(join(folder, "two.p7m"), await sign(ldif));
  await Deno.writeFile(join(folder, "broken.p7m"), (await sign(ldif)).subarray(0, 100));
  const one = await readDirectoryFile(join(folder, "one.ldif"));
  const two = await readDirectoryFile(join(folder, "two.p7m"));
  expect(one.map(({ name }) => name)).toEqual(["alfa.example", "beta.example"]);
  expect(directoryDiff(one, two)).toEqual({ added: [], removed: [], changed: [] });
  await expect(readDirectoryFile(join(folder, "broken.p7m"))).rejects.toThrow("Cannot");
  await Deno.remove(folder, { recursive: true });
});
