/** @module */
import { createHash } from "node:crypto";
import { connect, type TLSSocket } from "node:tls";
import { expect } from "expect";
import { SYNC_EVERY } from "../../../adapters/api/uploads/limits.ts";
import { startHttpsServer } from "../../../adapters/http/https_server.ts";
import { apiHttpLimits } from "../../../adapters/http/limits.ts";
import { authority, certificate } from "../../http/client_setup/support.ts";
import { type TestApi, withApi } from "../support/application.ts";

const file = new Uint8Array(3 * SYNC_EVERY).map((_, index) => index % 251);

/** Serves the API by TLS meanwhile. */
async function serving(
  { application, clock }: TestApi,
  use: (port: number) => Promise<void>,
): Promise<void> {
  const server = await startHttpsServer({
    listen: { hostname: "127.0.0.1", port: 0 },
    certificate,
    limits: apiHttpLimits,
    clock,
    answer: (request, connection) => application.fetch(request, connection),
    log: () => {},
  });
  try {
    await use(server.port);
  } finally {
    await server.close();
  }
}

/** Begins to send the whole file, and has sent a part of it. */
async function sendPart(port: number, path: string, octets: number): Promise<TLSSocket> {
  const settings = { port, host: "127.0.0.1", servername: "localhost" };
  const socket = connect({ ...settings, ca: authority.certificatePem });
  socket.on("error", () => {});
  const head = [
    `PATCH ${path} HTTP/1.1`,
    "Host: localhost",
    "Authorization: Bearer live_all",
    "Upload-Offset: 0",
    "Content-Type: application/partial-upload",
    `Content-Length: ${file.length}`,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  await new Promise<void>((resolve) => socket.write(file.subarray(0, octets), () => resolve()));
  return socket;
}

Deno.test("uploads: a connection that breaks keeps what came, and the upload goes on", async () => {
  await withApi(async (api) => {
    const { ask } = api;
    const begun = await ask("POST", "/v1/uploads", {
      json: {
        filename: "archivio.bin",
        content_type: "application/octet-stream",
        size: file.length,
        sha256: createHash("sha256").update(file).digest("hex"),
      },
    });
    const path = begun.headers.get("location")!;
    const offset = async () => Number((await ask("HEAD", path)).headers.get("upload-offset"));
    const turn = () => new Promise((resolve) => setTimeout(resolve));
    await serving(api, async (port) => {
      const socket = await sendPart(port, path, SYNC_EVERY + 1_000_000);
      while (await offset() < SYNC_EVERY) await turn();
      socket.destroy();
      for (;;) {
        const there = await offset();
        const headers = {
          "upload-offset": String(there),
          "content-type": "application/octet-stream",
        };
        const answer = await ask("PATCH", path, { headers, body: file.slice(there) });
        // Whoever was cut off is found to be gone a little later.
        if (answer.status === 409) await turn();
        else {
          expect([answer.status, answer.json.state]).toEqual([200, "complete"]);
          break;
        }
      }
    });
  });
});
