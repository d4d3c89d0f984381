/**
 * A session ends with the credentials that it was opened with: whoever has a lost phone in hand can
 * do nothing with it once its app password is revoked.
 *
 * @module
 */
import { expect } from "expect";
import { mailbox } from "../../actors/mailbox.ts";
import {
  addAppPassword,
  revokeAppPassword,
  setSecondFactor,
} from "../../adapters/console/app_passwords.ts";
import { setPassword } from "../../adapters/accounts/changes.ts";
import { random } from "../../adapters/opening/random.ts";
import { FOLDERS } from "../../events/folders.ts";
import { type Instant, MINUTE } from "../../events/instant.ts";
import { ImapClient } from "./imap_client.ts";
import { messageOf } from "./mailbox_programs.ts";
import { Pop3Client } from "./pop3_client.ts";
import { Providers, type TestProvider } from "./providers.ts";
import { SmtpClient } from "./smtp_client.ts";

const ANNA = "anna@alfa.example";
const BYE = "BYE The login does not hold any longer";

/** Sessions of all kinds, opened with one password. */
class Sessions {
  readonly #clients: { close(): void }[] = [];
  readonly #alfa: TestProvider;
  readonly #name: string;
  readonly #password: string;

  constructor(alfa: TestProvider, name: string, password: string) {
    this.#alfa = alfa;
    this.#name = name;
    this.#password = password;
  }

  async imap(): Promise<ImapClient> {
    return this.#keep(await (await ImapClient.tls(this.#alfa.imap)).login(ANNA, this.#password));
  }

  async pop3(): Promise<Pop3Client> {
    return this.#keep(await (await Pop3Client.tls(this.#alfa.pop3)).login(ANNA, this.#password));
  }

  async smtp(): Promise<SmtpClient> {
    const client = await SmtpClient.tls(this.#alfa.accessPoint);
    this.#keep({ close: () => client.abandon() });
    expect(await client.login(ANNA, this.#password)).toMatchObject({ code: 235 });
    return client;
  }

  /** Opens one session for each way in, lets `end` happen, and sees them all end. */
  async endWith(end: () => Promise<unknown>): Promise<void> {
    const [reading, storing, idle] = [await this.imap(), await this.imap(), await this.imap()];
    await reading.done("SELECT INBOX");
    await reading.append("INBOX", messageOf("revoca"));
    await idle.done("SELECT INBOX");
    await idle.wire.send("i IDLE\r\n");
    expect(await idle.wire.line()).toBe("+ idling");
    const drop = await this.pop3();
    await drop.done("RETR 1");
    while (await drop.wire.line() !== ".");
    await drop.done("DELE 1");
    const sending = await this.smtp();
    expect(await sending.command(`MAIL FROM:<${ANNA}>`)).toMatchObject({ code: 250 });
    await sending.command("RSET");

    await end();

    await reading.wire.send("x FETCH 1:* BODY[]\r\n");
    expect(await reading.wire.rest()).toBe(`* ${BYE}\r\n`);
    await storing.wire.send(`x APPEND INBOX {${messageOf("nuova").length}+}\r\n`);
    expect(await storing.wire.rest()).toBe(`* ${BYE}\r\n`);
    await drop.wire.send("QUIT\r\n");
    expect(await drop.wire.rest()).toBe("-ERR [AUTH] The login does not hold any longer\r\n");
    expect(await sending.command(`MAIL FROM:<${ANNA}>`)).toMatchObject({ code: 550 });
    // What happens in the mailbox is told to nobody who could not log in.
    const heard = idle.wire.rest();
    await this.#alfa.serving.runtime.send(mailbox, ANNA, {
      type: "flag",
      folder: FOLDERS.inbox,
      uids: [1],
      change: { add: [`$${this.#name}`], remove: [] },
      unchangedSince: null,
    });
    expect(await heard).toBe(`* ${BYE}\r\n`);
    for (const client of this.#clients.splice(0)) client.close();
  }

  #keep<T extends { close(): void }>(client: T): T {
    this.#clients.push(client);
    return client;
  }
}

Deno.test("flow: sessions end with the password they were opened with", async () => {
  await using providers = await Providers.start();
  const { alfa, clock } = providers;
  const { runtime } = alfa.serving;
  const own = new Sessions(alfa, "vecchia", alfa.passwordOf(ANNA));
  await own.endWith(() => setPassword(runtime, ANNA, "nuova", random));
  const next = new Sessions(alfa, "nuova", "nuova");
  await next.endWith(() => setSecondFactor(runtime, ANNA, true));

  const add = (name: string, expires?: Instant) =>
    addAppPassword(runtime, ANNA, { name, scope: "both", ...(expires ? { expires } : {}) }, random);
  const phone = await add("telefono");
  const phones = new Sessions(alfa, "telefono", phone);
  const spared = await (await ImapClient.tls(alfa.imap)).login(ANNA, phone);
  const guests = new Sessions(alfa, "ospite", await add("ospite", clock.now() + MINUTE));
  await guests.endWith(() => Promise.resolve(clock.advance(MINUTE)));
  await spared.done("NOOP");
  spared.close();
  await phones.endWith(() => revokeAppPassword(runtime, ANNA, "telefono"));
  const tablet = new Sessions(alfa, "tavoletta", await add("tavoletta"));
  await tablet.endWith(() => setSecondFactor(runtime, ANNA, false));
  await new Sessions(alfa, "ultima", "nuova").endWith(() => alfa.disable(ANNA));
});
