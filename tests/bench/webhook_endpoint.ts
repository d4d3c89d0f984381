/**
 * A partner's server that takes every delivery: a process of its own, for the benchmark.
 *
 * It prints its port and the authority of its certificate as a line of JSON.
 *
 * @module
 */
import { createServer } from "node:https";
import { listen } from "../../adapters/net/listen.ts";
import { createAuthority, issueTlsCertificate } from "../../adapters/keys/development_ca.ts";
import { systemClock } from "../../adapters/clock.ts";
import { HOUR } from "../../events/instant.ts";
import { random } from "../../adapters/opening/random.ts";

const now = systemClock.now();
const life = { notBefore: now - HOUR, notAfter: now + 24 * HOUR };
const authority = await createAuthority({ name: "TLS authority", ...life }, random);
const { certificatePem: cert, privateKeyPem: key } = await issueTlsCertificate(authority, {
  hosts: ["localhost"],
  keyType: "p256",
  ...life,
}, random);
const server = createServer({ cert, key }, (request, response) => {
  request.resume();
  request.once("end", () => response.writeHead(204).end());
});
const port = await listen(server, { hostname: "127.0.0.1", port: 0 });
console.log(JSON.stringify({ port, authority: authority.certificatePem }));
