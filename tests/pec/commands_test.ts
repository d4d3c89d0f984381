/**
 * Every command of `pec`, against a provider that serves.
 *
 * @module
 */
import { join } from "node:path";
import { expect } from "expect";
import { ANNA, linesOf, withPec } from "./support.ts";

const TO = ["bruno@beta.example", "carla@alfa.example"];
const SEND = ["send", "--from", ANNA, "--to", ...TO, "--subject", "Offerta"];

Deno.test("pec: sends, shows, traces, proves and verifies", async (t) => {
  await withPec(async ({ pec, start, api, providers, folder }) => {
    const file = (name: string) => join(folder, name);
    await Deno.writeTextFile(file("testo.txt"), "Buongiorno\n");
    await Deno.writeFile(file("grande.pdf"), crypto.getRandomValues(new Uint8Array(60_000)));
    const more = ["--text", "testo.txt", "--attach", "grande.pdf", "--reference", "offerta-7"];
    let id = "";

    await t.step("--dry-run says what would be, and sends nothing", async () => {
      const tried = await pec(...SEND, ...more, "--dry-run");
      expect([tried.code, tried.errors]).toEqual([0, ""]);
      expect(linesOf(tried)).toMatchObject([{ would_be_accepted: true, faults: [] }]);
      expect((await api.GET("/v1/messages")).data!.data).toEqual([]);
    });
    await t.step("without a terminal and without --yes nothing is sent", async () => {
      const asked = await pec(...SEND, ...more);
      expect([asked.code, asked.output]).toEqual([1, ""]);
      expect(asked.errors).toContain("Say --yes, or --dry-run");
      expect((await api.GET("/v1/messages")).data!.data).toEqual([]);
    });
    await t.step("with --yes it is sent; the same key sends it once", async () => {
      const words = [...SEND, ...more, "--metadata", "cliente=7", "--yes"];
      const sent = await pec(...words, "--idempotency-key", "offerta-7");
      expect(sent.code).toBe(0);
      const [message] = linesOf(sent);
      id = message.id;
      expect(message).toMatchObject({ metadata: { cliente: "7" }, reference: "offerta-7" });
      const again = await pec(...words, "--idempotency-key", "offerta-7");
      expect(linesOf(again)[0].id).toBe(id);
      await providers.settled();
    });
    await t.step("list and get: a line of JSON for each message", async () => {
      expect(linesOf(await pec("list", "--reference", "offerta-7")).map((one) => one.id))
        .toEqual([id]);
      expect(linesOf(await pec("list", "--subject", "altro"))).toEqual([]);
      const got = await pec("get", id, "--raw", "inviato.eml");
      expect(linesOf(got)[0].recipients.map(({ state }: { state: string }) => state))
        .toEqual(["delivered", "delivered"]);
      expect(await Deno.readTextFile(file("inviato.eml"))).toContain("Subject: Offerta\r\n");
    });
    await t.step("trace and receipts", async () => {
      const steps = linesOf(await pec("trace", id));
      expect(steps.length).toBeGreaterThan(5);
      const receipts = linesOf(await pec("receipts", id, "--save", "ricevute"));
      const files = [...Deno.readDirSync(file("ricevute"))];
      expect(files).toHaveLength(receipts.length);
      expect(receipts.length).toBeGreaterThan(2);
    });
    await t.step("evidence is written once, and verified offline", async () => {
      expect(await pec("evidence", id, "prova.zip")).toMatchObject({ code: 0, output: "" });
      const again = await pec("evidence", id, "prova.zip");
      expect([again.code, again.errors]).toEqual([
        1,
        "Cannot write prova.zip: it is there already. Name a new file\n",
      ]);
      const trust = ["--trust", "../ca.pem"];
      const proved = await pec("verify", "prova.zip", ...trust);
      expect(proved.code).toBe(0);
      const verdicts = linesOf(proved).map(({ verdict }) => verdict);
      expect([verdicts.includes("holds"), verdicts.includes("fails")]).toEqual([true, false]);
      const before = await pec("verify", "prova.zip", ...trust, "--at", "2020-01-01T00:00:00Z");
      expect([before.code, before.output]).toEqual([1, expect.stringContaining("in the future")]);
      const bytes = await Deno.readFile(file("prova.zip"));
      bytes[bytes.length >> 1]! ^= 1;
      await Deno.writeFile(file("falsa.zip"), bytes);
      const altered = await pec("verify", "falsa.zip", ...trust);
      expect([altered.code, altered.errors]).toEqual([
        1,
        expect.stringContaining("Cannot believe it: a claim is false"),
      ]);
    });
    await t.step("cancel calls off what is scheduled", async () => {
      const planned = linesOf(await pec(...SEND, "--yes", "--at", "2027-01-01T08:00:00Z"))[0];
      expect(planned.state).toBe("scheduled");
      expect(linesOf(await pec("cancel", planned.id))[0].state).toBe("cancelled");
    });
    await t.step("tail shows what happens until Ctrl-C, which is no failure", async () => {
      const child = start("tail", "--after", "evt_0", "--message", id);
      const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      while (!text.includes("message.delivered")) text += (await output.read()).value;
      const ended = Array.fromAsync(child.stderr.pipeThrough(new TextDecoderStream()));
      child.kill("SIGINT");
      while (!(await output.read()).done);
      expect([(await child.status).code, await ended]).toEqual([0, []]);
      const [first] = text.split("\n");
      expect(JSON.parse(first!)).toMatchObject({ type: "message.accepted", message: id });
    });
  });
});
