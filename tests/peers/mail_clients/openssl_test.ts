/**
 * openssl as the plainest program: STARTTLS and STLS, then lines typed by hand.
 *
 * @module
 */
import { expect } from "expect";
import { Desk, HOST, installed } from "./desk.ts";

/** The lines that come after TLS has begun. */
async function typed(
  desk: Desk,
  protocol: "imap" | "pop3",
  lines: readonly string[],
): Promise<string> {
  const args = ["s_client", "-starttls", protocol, "-connect", `${HOST}:${desk.ports[protocol]}`];
  // -verify_return_error: whoever does not believe the certificate gets nothing.
  const check = ["-CAfile", desk.authorityFile, "-verify_hostname", HOST, "-verify_return_error"];
  const quiet = ["-quiet", "-crlf", "-ign_eof"];
  const input = lines.map((line) => `${line}\n`).join("");
  return (await desk.run("openssl", [...args, ...check, ...quiet], { input })).stdout;
}

Deno.test({
  name: "openssl: IMAP and POP3 after STARTTLS, typed all at once (needs openssl)",
  ignore: !await installed("openssl", "version"),
  async fn(t) {
    await using desk = await Desk.open();
    const { user, password } = await desk.account("olga");
    const quoted = `"${password.replaceAll('"', '\\"')}"`;
    await desk.fill(user, "INBOX", 1, 2);
    await t.step("IMAP", async () => {
      const said = await typed(desk, "imap", [
        `a LOGIN ${user} ${quoted}`,
        "b EXAMINE INBOX",
        "c UID FETCH 1:* (FLAGS)",
        "d LOGOUT",
      ]);
      expect(said).toMatch(/^a OK \[CAPABILITY .*\] Logged in\r$/m);
      expect(said).toContain("* 2 EXISTS\r\n");
      expect(said).toContain("* 1 FETCH (UID 1 FLAGS ())\r\n* 2 FETCH (UID 2 FLAGS ())\r\nc OK ");
      expect(said).toMatch(/\* BYE .*\r\nd OK .*\r\n$/);
    });
    await t.step("POP3", async () => {
      const said = await typed(desk, "pop3", [`USER ${user}`, `PASS ${password}`, "LIST", "QUIT"]);
      expect(said).toMatch(/\+OK .*\r\n1 283\r\n2 284\r\n\.\r\n\+OK .*\r\n$/);
    });
  },
});
