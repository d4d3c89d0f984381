/**
 * fetchmail takes mail out of a mailbox, or leaves it there.
 *
 * @module
 */
import { expect } from "expect";
import { HOUR } from "../../../events/instant.ts";
import { AGENT, INTO, layOutAgent, takeDelivered } from "./delivery_agent.ts";
import { Desk, digestOf, HOST, installed, type Login } from "./desk.ts";

/** Its statuses: nothing new; the maildrop is in use; killed. */
const [NO_MAIL, LOCK_BUSY, KILLED] = [1, 9, 137];

/** A delivery agent that kills fetchmail when the fifth message comes. */
const MURDERER = `${AGENT}[ "$(ls ${INTO} | wc -l)" -lt 5 ] || kill -9 "$(head -n 1 pid)"
`;

/** How fetchmail is told to go about it. */
interface Wish {
  readonly protocol: "imap" | "pop3";
  readonly tls: "implicit" | "on request";
  /** After the account's name and password. */
  readonly options: string;
  readonly agent?: string;
  readonly well?: readonly number[];
}

/** What became of it. */
interface Fetched {
  readonly code: number;
  /** Digests of the messages that came, sorted. */
  readonly came: readonly string[];
  /** Every line to and from the server, if no more. */
  readonly said: string;
}

/** Runs fetchmail; it checks the certificate. */
async function fetch(desk: Desk, { user, password }: Login, wish: Wish): Promise<Fetched> {
  const { protocol, options, agent, well } = wish;
  const port = desk.ports[wish.tls === "implicit" ? `${protocol}s` as const : protocol];
  // Without `ssl`, but with a protocol, fetchmail insists on STARTTLS.
  const tls = wish.tls === "implicit" ? "ssl" : 'sslproto "TLS1.2+"';
  const uidl = protocol === "pop3" ? "uidl" : "";
  const path = await layOutAgent(desk, agent);
  await desk.write(
    "fetchmailrc",
    `poll ${HOST} service ${port} protocol ${protocol} ${uidl} auth password timeout 20
  user "${user}" password '${password}'
  ${tls} sslcertck sslcertfile "${desk.authorityFile}"
  ${options} mda "${path}"
`,
  );
  const args = ["-v", "--nosyslog", "--pidfile", "pid", "--idfile", "ids", "-f", "fetchmailrc"];
  const { code, stdout, stderr } = await desk.run("fetchmail", args, well ? { well } : {});
  return { code, came: await takeDelivered(desk), said: stdout + stderr };
}

/** The commands by which content is asked for. */
const RETRIEVAL = /> (?:\w+ FETCH|RETR|TOP) /;

for (const protocol of ["imap", "pop3"] as const) {
  Deno.test({
    name: `fetchmail: ${protocol}, leaving mail where it is and taking it (needs fetchmail)`,
    ignore: !await installed("fetchmail", "-V"),
    async fn(t) {
      await using desk = await Desk.open();
      const login = await desk.account("fabio");
      const { user } = login;
      const contents = await desk.fill(user, "INBOX", 1, 40);
      const keep = { protocol, tls: "on request", options: "keep" } as const;

      await t.step("what stays comes once", async () => {
        const { came, said } = await fetch(desk, login, keep);
        expect(came).toEqual(contents.map(digestOf).sort());
        expect(said).toMatch(RETRIEVAL);
      });
      await t.step("and not again", async () => {
        const before = await desk.eventsOf(user);
        const { came, said } = await fetch(desk, login, { ...keep, well: [NO_MAIL] });
        expect(came).toEqual([]);
        expect(said).not.toMatch(RETRIEVAL);
        expect(await desk.eventsOf(user)).toBe(before);
      });
      await t.step("what is new comes alone, also when something has gone", async () => {
        const keepUntil = desk.providers.clock.now() + HOUR;
        await desk.send(user, { type: "remove", uids: [1], keepUntil });
        contents.shift();
        contents.push(...await desk.fill(user, "INBOX", 1001, 3));
        const { came } = await fetch(desk, login, { ...keep, tls: "implicit" });
        expect(came).toEqual(contents.slice(-3).map(digestOf).sort());
        expect(desk.holding(user, "INBOX").messages.length).toBe(42);
      });
      if (protocol === "pop3") {
        await t.step("a program that is killed has deleted nothing", async () => {
          const options = "nokeep fetchall";
          const wish = { protocol, tls: "implicit", options, agent: MURDERER } as const;
          const { came, said } = await fetch(desk, login, { ...wish, well: [KILLED] });
          expect(came.length).toBe(5);
          expect(said.match(/> DELE /g)?.length).toBe(4);
          expect(desk.holding(user, "INBOX").messages.length).toBe(42);
        });
      }
      await t.step("what is taken is gone", async () => {
        const well = [0, LOCK_BUSY];
        const wish = { protocol, tls: "implicit", options: "nokeep fetchall", well } as const;
        // The server may hear of the killed program's end only now.
        let taken = await fetch(desk, login, wish);
        while (taken.code === LOCK_BUSY) taken = await fetch(desk, login, wish);
        expect(taken.came).toEqual(contents.map(digestOf).sort());
        expect(desk.holdings(user)).toEqual([]);
      });
    },
  });
}
