/**
 * Documents for the provider's own recipients, handed over without a session.
 *
 * @module
 */
import { expect } from "expect";
import { MimeFault } from "../../adapters/documents/mime/limits.ts";
import type { Provider } from "../../adapters/points/provider.ts";
import { Structures } from "../../adapters/points/structures.ts";
import { transport } from "../../adapters/points/transport.ts";
import type { Relay } from "../../adapters/smtp/client/relay.ts";
import { type Reply, reply } from "../../adapters/smtp/server/reply.ts";
import type { BlobStore } from "../../events/store.ts";
import { Blobs } from "../documents/pec/support.ts";
import { SEAL } from "../support/seal.ts";

async function handOver(content: string, arrive: () => Promise<Reply>) {
  const blobs = new Blobs();
  const provider = {
    domains: new Set(["alfa.example"]),
    hostname: "mail.alfa.example",
    structures: new Structures({ read: blobs.read } as unknown as BlobStore),
  } as unknown as Provider;
  const document = {
    kind: "posta-certificata",
    messageId: "<1@alfa.example>",
    subject: "",
    rope: blobs.put(content),
    inline: [],
    size: content.length,
    eightBit: false,
    seal: SEAL,
  };
  const recipients = ["anna@alfa.example", "carla@alfa.example"];
  const consignment = { sender: "anna@alfa.example", recipients, document, at: 0 };
  const { outcomes } = await transport(provider, {} as unknown as Relay, arrive)(consignment);
  expect(outcomes.map(({ recipient }) => recipient)).toEqual(recipients);
  return outcomes.map(({ outcome, code, enhanced }) => `${outcome} ${code} ${enhanced}`);
}

const taken = () => Promise.resolve(reply(250, "2.0.0", "Ok"));

Deno.test("a document within the limits is taken as the Incoming Point says", async () => {
  expect(await handOver("X: y\r\n\r\n", taken)).toEqual(Array(2).fill("taken 250 2.0.0"));
});

Deno.test("a document beyond the limits is refused for good, as in a session", async () => {
  const refused = Array(2).fill("refused 554 5.6.0");
  expect(await handOver("X: y\r\n".repeat(1001), taken)).toEqual(refused);
  const fault = new MimeFault("addresses", "Cannot parse addresses: too many");
  expect(await handOver("X: y\r\n\r\n", () => Promise.reject(fault))).toEqual(refused);
});

Deno.test("any other trouble is passed on, so that it is tried again", async () => {
  const trouble = () => Promise.reject(new Error("Cannot read: disk"));
  await expect(handOver("X: y\r\n\r\n", trouble)).rejects.toThrow("Cannot read: disk");
});
