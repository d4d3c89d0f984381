/**
 * What a client says of itself stands in the log of operation, and cannot fill it.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { expect } from "expect";
import { imapLimits } from "../../adapters/imap/server/limits.ts";
import { withHouse } from "./house.ts";
import { HouseTheatre } from "./house_theatre.ts";

Deno.test("ID: each session is logged once, shortened", () =>
  withHouse(async (house) => {
    const theatre = await HouseTheatre.open(house, imapLimits, Infinity);
    for (let session = 0; session < 2; session++) {
      const client = await theatre.connect("implicit");
      await client.send(Buffer.from(`a ID ("name" "${"x".repeat(500)}")\r\n`.repeat(100)));
    }
    await theatre.end();
    const entry = `imap.client {"name":"${"x".repeat(100)}","address":"192.0.2.1"}`;
    expect(house.log.filter((line) => line.startsWith("imap.client"))).toEqual([entry, entry]);
  }));
