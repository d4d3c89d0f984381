/**
 * The providers' index over the API.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { expect } from "expect";
import { mountDirectory } from "../../../adapters/api/directory/operations.ts";
import { type TestApi, withApi } from "../support/application.ts";

const operations = [mountDirectory];

/** The edition of the plain file that the test's provider reads. */
async function editionOf({ folder }: TestApi) {
  const bytes = await Deno.readFile(`${folder}/directory.ldif`);
  return {
    digest: createHash("sha256").update(bytes).digest("hex"),
    providers: 2,
    domains: 2,
    signed_at: null,
    fetched_at: null,
  };
}

Deno.test("directory: which addresses are certified, by whom, and as of which edition", () =>
  withApi(async (api) => {
    const directory = await editionOf(api);
    expect((await api.ask("GET", "/v1/directory")).json).toEqual(directory);
    const bruno = await api.ask("GET", "/v1/directory/addresses/bruno@Beta.example");
    expect(bruno.json).toEqual({
      address: "bruno@Beta.example",
      domain: "beta.example",
      certified: true,
      provider: { name: expect.stringContaining("eta"), unit: null },
      directory,
    });
    const other = await api.ask("GET", "/v1/directory/domains/ordinary.example");
    expect(other.json).toEqual({
      domain: "ordinary.example",
      certified: false,
      provider: null,
      directory,
    });
  }, { operations }));

Deno.test("directory: many addresses at once; nobody learns which mailboxes there are", () =>
  withApi(async (api) => {
    const addresses = ["anna@alfa.example", "nobody@alfa.example", "x@ordinary.example"];
    const ask = (json: unknown) => api.ask("POST", "/v1/directory/lookups", { json });
    const { json } = await ask({ addresses });
    expect(json.directory).toEqual(await editionOf(api));
    const [anna, nobody, ordinary] = json.data;
    expect(anna).toMatchObject({ address: addresses[0], certified: true });
    expect({ ...nobody, address: "" }).toEqual({ ...anna, address: "" });
    expect(ordinary).toMatchObject({ certified: false, provider: null });
    const many = Array.from({ length: 501 }, (_, at) => `a${at}@alfa.example`);
    expect((await ask({ addresses: many })).json.errors[0].pointer).toBe("/addresses");
    expect((await ask({ addresses: ["no address"] })).json.errors[0].pointer)
      .toBe("/addresses/0");
    expect((await api.ask("GET", "/v1/directory", { key: "live_none" })).status).toBe(403);
  }, { operations }));
