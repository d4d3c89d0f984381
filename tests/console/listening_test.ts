/** @module */
import { expect } from "expect";
import { createServer, type Server } from "node:net";
import { listening } from "../../adapters/opening/listening.ts";

function listen(port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject).listen(port, host, () => resolve(server));
  });
}

Deno.test("a port in use and an address of another machine: where, and what to change", async () => {
  const server = await listening("reception.port", listen(0, "127.0.0.1"));
  const { port } = server.address() as { port: number };
  await expect(listening("submission.tls_port", listen(port, "127.0.0.1"))).rejects.toThrow(
    `Cannot listen on 127.0.0.1 port ${port}: another program listens there. ` +
      "Stop it, or change submission.tls_port",
  );
  await expect(listening("reception.port", listen(port, "192.0.2.1"))).rejects.toThrow(
    /^Cannot listen on 192\.0\.2\.1 port \d+: the system refuses it \(E[A-Z]+\)\. Change reception\.address /,
  );
  const other = new Error("something else");
  await expect(listening("reception.port", Promise.reject(other))).rejects.toBe(other);
  await new Promise((resolve) => server.close(resolve));
});
