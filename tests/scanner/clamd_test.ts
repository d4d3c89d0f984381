/**
 * Against the real clamd.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { expect } from "expect";
import { systemClock } from "../../adapters/clock.ts";
import { type ClamdScanner, createClamdScanner } from "../../adapters/scanner/clamd.ts";
import { ScannerUnavailable } from "../../adapters/scanner/scanner.ts";
import { clamdAvailable, type ClamdPeer, startClamd, STREAM_MAX_LENGTH } from "./clamd_peer.ts";
import { chunks, padded } from "./content.ts";
import { EICAR, EICAR_NAME } from "./eicar.ts";

const CLEAN = { infected: false };
const INFECTED = { infected: true, signature: EICAR_NAME };
const ATTACHMENT = [
  "From: anna@alfa.example",
  "To: bruno@beta.example",
  "Subject: fattura",
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="b"',
  "",
  "--b",
  "Content-Type: text/plain",
  "",
  "In allegato.",
  "--b",
  "Content-Type: application/octet-stream",
  "Content-Transfer-Encoding: base64",
  'Content-Disposition: attachment; filename="fattura.com"',
  "",
  Buffer.from(EICAR).toString("base64"),
  "--b--",
  "",
].join("\r\n");

function scannersOf(peer: ClamdPeer): Readonly<Record<string, ClamdScanner>> {
  const limits = { clock: systemClock, timeout: 60_000, connections: 4 };
  return {
    TCP: createClamdScanner({ server: peer.tcp, ...limits }),
    "a Unix socket": createClamdScanner({ server: peer.unix, ...limits }),
  };
}

Deno.test({
  name: "messages are scanned by clamd (needs clamd)",
  ignore: !clamdAvailable,
  fn: async (t) => {
    await using peer = await startClamd();
    for (const [way, scanner] of Object.entries(scannersOf(peer))) {
      await t.step(`over ${way}: its version`, async () => {
        expect(await scanner.version()).toMatch(/^ClamAV \d/);
      });
      await t.step(`over ${way}: a clean message`, async () => {
        expect(await scanner.scan(chunks("Subject: auguri\r\n\r\n", "", "Buon anno\r\n")))
          .toEqual(CLEAN);
        expect(await scanner.scan(chunks())).toEqual(CLEAN);
      });
      await t.step(`over ${way}: an infected message, cut anywhere`, async () => {
        expect(await scanner.scan(chunks(EICAR))).toEqual(INFECTED);
        expect(await scanner.scan(chunks("", ...EICAR, ""))).toEqual(INFECTED);
        expect(await scanner.scan(chunks(ATTACHMENT))).toEqual(INFECTED);
      });
      await t.step(`over ${way}: 50 MB`, async () => {
        expect(await scanner.scan(padded(50_000_000))).toEqual(CLEAN);
        expect(await scanner.scan(padded(50_000_000, EICAR))).toEqual(INFECTED);
      });
      await t.step(`over ${way}: what clamd does not look into is not called clean`, async () => {
        expect(await scanner.scan(padded(60_000_000)))
          .toEqual({ infected: true, signature: "Heuristics.Limits.Exceeded.MaxFileSize" });
      });
      await t.step(`over ${way}: more than StreamMaxLength`, async () => {
        const error = await scanner.scan(padded(STREAM_MAX_LENGTH + 5_000_000)).catch((e) => e);
        expect(error).toBeInstanceOf(ScannerUnavailable);
        expect(error.message).toMatch(/StreamMaxLength/);
      });
      await t.step(`over ${way}: thirty at once, on four connections`, async () => {
        const verdicts = await Promise.all(
          Array.from(
            { length: 30 },
            (_, index) =>
              scanner.scan(padded(100_000 * (index % 3), index % 5 === 0 ? EICAR : "fine")),
          ),
        );
        verdicts.forEach((verdict, index) =>
          expect(verdict).toEqual(index % 5 === 0 ? INFECTED : CLEAN)
        );
      });
    }
  },
});

Deno.test({
  name:
    "a clamd that is killed in the middle of a scan says nothing about the message (needs clamd)",
  ignore: !clamdAvailable,
  fn: async () => {
    await using peer = await startClamd();
    for (const [way, scanner] of Object.entries(scannersOf(peer))) {
      const interrupted = async function* () {
        yield* padded(1_000_000);
        await peer.kill();
        yield* padded(10_000_000);
      };
      const scanned = await scanner.scan(interrupted()).catch((error) => error);
      expect([way, scanned]).toEqual([way, expect.any(ScannerUnavailable)]);
      const refused = await scanner.scan(chunks("fine")).catch((error) => error);
      expect(refused).toBeInstanceOf(ScannerUnavailable);
      expect(refused.message).toMatch(/^Cannot scan: clamd at .+ cannot be talked to \(connect /);
    }
  },
});
