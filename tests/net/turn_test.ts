/**
 * Long work beside sockets on one thread.
 *
 * @module
 */
import { expect } from "expect";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { Turn } from "../../adapters/clock.ts";

Deno.test("sockets are served between the turns of long work", async () => {
  const server = createServer((socket) => socket.pipe(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(client, "connect");
  let answered = false;
  client.once("data", () => answered = true);
  client.write("?");
  const turn = new Turn();
  let turns = 0;
  while (!answered && turns < 200) {
    while (!turn.over);
    await turn.pass();
    turns++;
  }
  client.destroy();
  server.close();
  await once(server, "close");
  // There and back take a handful; with setImmediate in place of a timer it is more than a hundred.
  expect(turns).toBeLessThan(40);
});
