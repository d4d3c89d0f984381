/**
 * curl, with IMAP, POP3 and submission, as scripts use it.
 *
 * @module
 */
import { expect } from "expect";
import { lines, mailTo } from "../../flows/mail.ts";
import { Desk, digestOf, HOST, installed, type Login, type Run, type RunOptions } from "./desk.ts";

/** curl's status where the certificate is not to be believed. */
const UNTRUSTED = 60;

/** curl as one account; it checks the certificate. */
class Curl {
  readonly #desk: Desk;
  readonly #login: Login;

  constructor(desk: Desk, login: Login) {
    this.#desk = desk;
    this.#login = login;
  }

  run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    const { user, password } = this.#login;
    const known = ["-sS", "--cacert", this.#desk.authorityFile, "-u", `${user}:${password}`];
    return this.#desk.run("curl", [...known, ...args], options);
  }

  /** What curl prints. */
  async text(...args: readonly string[]): Promise<string> {
    return (await this.run(args)).stdout;
  }
}

const available = await installed("curl", "--version");

Deno.test({
  name: "curl: lists, fetches, searches and appends by IMAP (needs curl)",
  ignore: !available,
  async fn(t) {
    await using desk = await Desk.open();
    const login = await desk.account("carlo");
    const contents = await desk.fill(login.user, "INBOX", 1, 20);
    const curl = new Curl(desk, login);
    const url = `imaps://${HOST}:${desk.ports.imaps}`;

    await t.step("the certificate is believed because of its authority alone", async () => {
      const args = ["-sS", "-u", `${login.user}:${login.password}`, `${url}/`];
      await desk.run("curl", args, { well: [UNTRUSTED] });
    });
    await t.step("folders", async () => {
      expect(await curl.text(`${url}/`)).toContain(
        '* LIST (\\HasNoChildren \\Sent) "/" Inviata\r\n',
      );
    });
    await t.step("a whole message, a part of it, and one over STARTTLS", async () => {
      const whole = await curl.text(`${url}/INBOX;MAILINDEX=7`);
      expect(whole).toBe(new TextDecoder().decode(contents[6]));
      expect(await curl.text(`${url}/INBOX;UID=7;SECTION=HEADER.FIELDS%20(SUBJECT)`))
        .toBe(lines("Subject: Numero 7", ""));
      const clear = `imap://${HOST}:${desk.ports.imap}/INBOX;UID=8`;
      expect(await curl.text("--ssl-reqd", clear)).toBe(new TextDecoder().decode(contents[7]));
    });
    await t.step("searches", async () => {
      const ask = (query: string) => curl.text(`${url}/INBOX?${encodeURIComponent(query)}`);
      expect(await ask("SUBJECT Numero")).toMatch(/^\* SEARCH 1 2 3 4 .* 20\r\n$/);
      expect(await ask('TEXT "Perché no? 13"')).toBe("* SEARCH 13\r\n");
      expect(await ask("SEEN")).toBe("* SEARCH 7 8\r\n");
    });
    await t.step("appends, and any command", async () => {
      const mail = await desk.write("mail.eml", mailTo("bruno@beta.example"));
      await curl.run(["-T", mail, `${url}/Bozze`]);
      const [filed] = desk.holding(login.user, "Bozze").messages;
      expect(digestOf(await desk.contentOf(login.user, filed!.uid)))
        .toBe(digestOf(await Deno.readFile(mail)));
      expect(await curl.text(`${url}/Bozze`, "-X", "STATUS Bozze (MESSAGES)"))
        .toContain("* STATUS Bozze (MESSAGES 1)\r\n");
    });
  },
});

Deno.test({
  name: "curl: lists, fetches and deletes by POP3 (needs curl)",
  ignore: !available,
  async fn() {
    await using desk = await Desk.open();
    const login = await desk.account("carlo");
    const contents = await desk.fill(login.user, "INBOX", 1, 3);
    const curl = new Curl(desk, login);
    const url = `pop3s://${HOST}:${desk.ports.pop3s}`;
    const clear = `pop3://${HOST}:${desk.ports.pop3}`;

    expect(await curl.text(`${url}/`))
      .toBe(lines(...contents.map(({ length }, index) => `${index + 1} ${length}`)));
    expect(await curl.text(`${url}/2`)).toBe(new TextDecoder().decode(contents[1]));
    expect(await curl.text("--ssl-reqd", `${clear}/`, "-X", "UIDL")).toBe(
      lines("1 1", "2 2", "3 3"),
    );
    await curl.run(["--ssl-reqd", `${clear}/2`, "-X", "DELE", "-I"]);
    expect(await curl.text(`${url}/`, "-X", "UIDL")).toBe(lines("1 1", "2 3"));
  },
});

Deno.test({
  name: "curl: what is submitted and then filed stands once in Inviata (needs curl)",
  ignore: !available,
  async fn() {
    await using desk = await Desk.open();
    const login = await desk.account("carlo");
    const { user } = login;
    const curl = new Curl(desk, login);
    const mail = await desk.write(
      "mail.eml",
      mailTo("bruno@beta.example", "Message-ID: <x@y.example>").replace("anna@", "carlo@"),
    );
    const smtp = `smtps://${HOST}:${desk.ports.smtps}`;
    const imap = `imaps://${HOST}:${desk.ports.imaps}`;
    await curl.run([smtp, "--mail-from", user, "--mail-rcpt", "bruno@beta.example", "-T", mail]);
    await desk.providers.settled();
    const sent = desk.holding(user, "Inviata").messages;
    expect(sent.length).toBe(1);
    await curl.run(["-T", mail, `${imap}/Inviata`]);
    expect(desk.holding(user, "Inviata").messages).toEqual(sent);
    const fetched = await curl.text(`${imap}/Inviata;UID=${sent[0]!.uid}`);
    expect(fetched).toBe(await Deno.readTextFile(mail));
    expect(desk.holding(user, "Ricevute").messages.length).toBe(2);
  },
});
