/**
 * getmail fetches by IMAP and by POP3, and remembers what it has.
 *
 * @module
 */
import { expect } from "expect";
import { AGENT, layOutAgent, takeDelivered } from "./delivery_agent.ts";
import { Desk, digestOf, HOST, installed, type Login } from "./desk.ts";

/** getmail waits a minute for an agent that has ended before it begins to wait: this one is slow. */
const SLOW_AGENT = `${AGENT}sleep 0.05
`;

/** getmail's settings; it checks the certificate. */
function settings(
  desk: Desk,
  { user, password }: Login,
  protocol: "IMAP" | "POP3",
  then: "keep" | "delete",
  agent: string,
): string {
  const port = protocol === "IMAP" ? desk.ports.imaps : desk.ports.pop3s;
  return `[retriever]
type = Simple${protocol}SSLRetriever
server = ${HOST}
port = ${port}
username = ${user}
password = ${password}
ca_certs = ${desk.authorityFile}
${protocol === "IMAP" ? 'mailboxes = ("INBOX", "Ricevute")' : ""}
[destination]
type = MDA_external
path = ${agent}
allow_root_commands = true
[options]
read_all = false
delete = ${then === "delete"}
delivered_to = false
received = false
verbose = 2
`;
}

/** Runs getmail; resolves with the digests of what came. */
async function get(
  desk: Desk,
  login: Login,
  protocol: "IMAP" | "POP3",
  then: "keep" | "delete",
): Promise<string[]> {
  const agent = await layOutAgent(desk, SLOW_AGENT);
  await desk.write("getmailrc", settings(desk, login, protocol, then, agent));
  await desk.run("getmail", ["--getmaildir", desk.home, "--rcfile", "getmailrc"]);
  return await takeDelivered(desk);
}

for (const protocol of ["IMAP", "POP3"] as const) {
  Deno.test({
    name: `getmail: ${protocol}, each message once (needs getmail)`,
    ignore: !await installed("getmail", "--version"),
    async fn(t) {
      await using desk = await Desk.open();
      const login = await desk.account("gaia");
      const { user } = login;
      const contents = [
        ...await desk.fill(user, "INBOX", 1, 12),
        ...await desk.fill(user, "Ricevute", 13, 8),
      ];
      await t.step("everything comes, receipts too", async () => {
        const came = await get(desk, login, protocol, "keep");
        expect(came).toEqual(contents.map(digestOf).sort());
      });
      await t.step("the next time only what is new", async () => {
        const fresh = await desk.fill(user, "INBOX", 1001, 2);
        const came = await get(desk, login, protocol, "keep");
        expect(came).toEqual(fresh.map(digestOf).sort());
        expect(desk.holding(user, "INBOX").messages.length).toBe(14);
      });
      await t.step("what it has may be deleted later", async () => {
        expect(await get(desk, login, protocol, "delete")).toEqual([]);
        expect(desk.holdings(user)).toEqual([]);
      });
    },
  });
}
