/**
 * mutt reads a mailbox on a terminal.
 *
 * @module
 */
import { expect } from "expect";
import { join } from "node:path";
import { Desk, digestOf, HOST, installed, type Login } from "./desk.ts";

/** Nothing is asked, and the certificate is checked. */
function settings(desk: Desk, { user, password }: Login): string {
  return `set imap_user = '${user}'
set imap_pass = '${password}'
set pop_user = '${user}'
set pop_pass = '${password}'
set ssl_usesystemcerts = no
set ssl_ca_certificates_file = '${desk.authorityFile}'
set ssl_force_tls = yes
set folder = 'imap://${HOST}:${desk.ports.imap}/'
set quit = yes
set delete = yes
set move = no
set confirmappend = no
set confirmcreate = no
set wait_key = no
`;
}

/** Runs mutt on a terminal: it opens a folder, and keys are typed. */
async function mutt(desk: Desk, folder: string, ...keys: readonly string[]): Promise<void> {
  await desk.write("keys", `push '${keys.join("")}'\n`);
  const command = `mutt -n -F muttrc -e 'source keys' -f '${folder}'`;
  await desk.run("script", ["-qec", command, "/dev/null"]);
}

/** The one message in an mbox that mutt has written. */
async function saved(desk: Desk, name: string): Promise<Uint8Array> {
  const text = await Deno.readTextFile(join(desk.home, name));
  const [head = "", ...body] = text.replace(/^From .*\n/, "").split("\n\n");
  const fields = head.split("\n").filter((line) =>
    !/^(?:Content-Length|Lines|Status): /.test(line)
  );
  return new TextEncoder().encode([fields.join("\n"), ...body].join("\n\n").replace(/\n\n$/, "\n"));
}

Deno.test({
  name: "mutt: saves, flags, deletes, moves and files messages (needs mutt and script)",
  ignore: !await installed("mutt", "-v") || !await installed("script", "-V"),
  async fn(t) {
    await using desk = await Desk.open();
    const login = await desk.account("marta");
    const { user } = login;
    const contents = await desk.fill(user, "INBOX", 1, 10);
    await desk.write("muttrc", settings(desk, login));
    const flagged = (name: string) =>
      desk.holding(user, name).messages.map(({ uid, flags }) => `${uid}${flags.trimEnd()}`);

    await t.step("by IMAP, over STARTTLS", async () => {
      await mutt(
        desk,
        "=INBOX",
        "<last-entry><copy-message>saved<enter><flag-message>",
        "<first-entry><delete-message>",
        "<first-entry><next-entry><save-message>=Cestino<enter>",
        "<quit>",
      );
      expect(digestOf(await saved(desk, "saved"))).toBe(digestOf(contents[9]!));
      // What was new and has been listed bears a keyword of mutt's.
      expect(flagged("INBOX")).toEqual([
        ...["3 Old", "4 Old", "5 Old", "6 Old", "7 Old", "8 Old", "9 Old"],
        "10 \\Flagged Old",
      ]);
      expect(desk.holding(user, "Cestino").messages.length).toBe(1);
    });
    await t.step("a message of its own, over TLS from the start", async () => {
      const bozze = `imaps://${HOST}:${desk.ports.imaps}/Bozze`;
      await mutt(desk, "saved", `<copy-message>${bozze}<enter><exit>`);
      const [filed] = desk.holding(user, "Bozze").messages;
      const content = new TextDecoder().decode(await desk.contentOf(user, filed!.uid));
      expect(content).toContain("Subject: Numero 10\r\n");
      expect(content).toMatch(/\r\n\r\nPerché no\? 10\r\n\.\r\n\.\.due punti\r\n/);
    });
    await t.step("by POP3", async () => {
      const url = `pops://${HOST}:${desk.ports.pop3s}/`;
      await mutt(desk, url, "<first-entry><copy-message>popped<enter>", "<delete-message><quit>");
      expect(digestOf(await saved(desk, "popped"))).toBe(digestOf(contents[2]!));
      expect(desk.holding(user, "INBOX").messages.map(({ uid }) => uid))
        .toEqual([4, 5, 6, 7, 8, 9, 10]);
    });
  },
});
