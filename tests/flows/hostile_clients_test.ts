/**
 * What hostile clients of IMAP and POP3 get, over real sockets: nothing of anybody else's, no
 * memory, and no more time than others.
 *
 * @module
 */
import { expect } from "expect";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { addAppPassword, setSecondFactor } from "../../adapters/console/app_passwords.ts";
import { imapLimits } from "../../adapters/imap/server/limits.ts";
import { loginLimits } from "../../adapters/accounts/logins.ts";
import { random } from "../../adapters/opening/random.ts";
import { MINUTE, SECOND } from "../../events/instant.ts";
import { advanceUntil } from "../support/advance_until.ts";
import { ImapClient } from "./imap_client.ts";
import { messageOf } from "./mailbox_programs.ts";
import { Pop3Client } from "./pop3_client.ts";
import { Providers, type TestProvider } from "./providers.ts";
import { ServingChild } from "./serving_child.ts";
import { SmtpClient } from "./smtp_client.ts";
import { Wire } from "./wire.ts";

const ANNA = "anna@alfa.example";
const CARLA = "carla@alfa.example";
const MEGABYTE = 1024 * 1024;

async function imapOf(alfa: TestProvider, user: string): Promise<ImapClient> {
  return await (await ImapClient.tls(alfa.imap)).login(user, alfa.passwordOf(user));
}

Deno.test("hostile: nobody sees what another holder has", async () => {
  await using providers = await Providers.start();
  const { alfa } = providers;
  const [anna, carla] = await Promise.all([imapOf(alfa, ANNA), imapOf(alfa, CARLA)]);
  await carla.done("CREATE Segreta");
  for (const folder of ["INBOX", "Segreta"]) {
    await carla.append(folder, messageOf(`carla-${folder}`));
    await carla.append(folder, messageOf(`altra-${folder}`));
  }
  await anna.append("INBOX", messageOf("anna"));
  await Promise.all([anna.done("SELECT INBOX"), carla.done("SELECT INBOX")]);
  for (const criterion of ["TEXT parola-carla", "SUBJECT carla", "BODY altra", "EMAILID M2"]) {
    const { untagged } = await anna.done(`UID SEARCH ${criterion}`);
    expect(untagged).toEqual(["SEARCH"]);
  }
  const items = "ENVELOPE BODYSTRUCTURE PREVIEW EMAILID BODY.PEEK[] BODY.PEEK[HEADER]";
  const { untagged } = await anna.done(`UID FETCH 1:* (${items})`);
  expect(untagged).toHaveLength(1);
  expect(untagged[0]).toContain(messageOf("anna"));
  expect(untagged[0]).not.toMatch(/carla|altra/);
  expect((await anna.done("UID FETCH 2:4 (BODY[])")).untagged.join()).not.toMatch(/carla|altra/);
  for (const name of ["Segreta", CARLA, `../${CARLA}/INBOX`, `Other Users/${CARLA}/INBOX`]) {
    expect((await anna.command(`SELECT "${name}"`)).status).toContain("[NONEXISTENT]");
    expect((await anna.command(`STATUS "${name}" (MESSAGES)`)).status).toMatch(/^NO/);
  }
  expect((await anna.done('LIST "" *')).untagged.join()).not.toContain("Segreta");
  const drop = await (await Pop3Client.tls(alfa.pop3)).login(ANNA, alfa.passwordOf(ANNA));
  expect(await drop.lines("UIDL")).toEqual(["1 1"]);
  for (const client of [anna, carla, drop]) client.close();
});

Deno.test("hostile: nothing said in the clear counts after TLS, and nobody logs in before", async () => {
  await using providers = await Providers.start();
  const { alfa } = providers;
  const password = alfa.passwordOf(ANNA);
  const plain = Buffer.from(`\0${ANNA}\0${password}`).toString("base64");

  const imap = await Wire.clear(alfa.imapInTheClear);
  expect(await imap.line()).toContain("LOGINDISABLED");
  await imap.send(`a LOGIN ${ANNA} ${password}\r\nb AUTHENTICATE PLAIN ${plain}\r\n`);
  expect(await imap.line()).toMatch(/^a NO \[PRIVACYREQUIRED\]/);
  expect(await imap.line()).toMatch(/^b NO \[PRIVACYREQUIRED\]/);
  await imap.send(`c STARTTLS\r\nd LOGIN ${ANNA} ${password}\r\n`);
  expect(await imap.line()).toMatch(/^c OK/);
  await imap.startTls();
  await imap.send("e CAPABILITY\r\n");
  expect(await imap.line()).toContain("AUTH=PLAIN");
  expect(await imap.line()).toMatch(/^e OK/);
  await imap.send("f SELECT INBOX\r\n");
  expect(await imap.line()).toMatch(/^f BAD/);

  const pop3 = await Wire.clear(alfa.pop3InTheClear);
  await pop3.line();
  await pop3.send(`USER ${ANNA}\r\nAUTH PLAIN ${plain}\r\n`);
  expect(await pop3.line()).toMatch(/^-ERR Send STLS first/);
  expect(await pop3.line()).toMatch(/^-ERR Send STLS first/);
  await pop3.send(`STLS\r\nUSER ${ANNA}\r\n`);
  expect(await pop3.line()).toMatch(/^\+OK/);
  await pop3.startTls();
  await pop3.send(`PASS ${password}\r\n`);
  expect(await pop3.line()).toBe("-ERR Send USER first");
  for (const wire of [imap, pop3]) wire.close();
});

Deno.test("hostile: who begins with TLS and never ends it runs out of time", async () => {
  await using providers = await Providers.start();
  const { alfa, clock } = providers;
  const words = [
    [alfa.imapInTheClear, "a STARTTLS\r\n"],
    [alfa.pop3InTheClear, "STLS\r\n"],
    [alfa.imap, ""],
    [alfa.pop3, ""],
  ] as const;
  const ends = words.map(async ([server, word]) => {
    const wire = await Wire.clear(server);
    await wire.send(word);
    await wire.rest();
    wire.close();
  });
  await advanceUntil(Promise.all(ends), () => clock.advance(MINUTE));
});

Deno.test("hostile: a client that reads nothing costs little memory, and its time ends", async () => {
  await using providers = await Providers.start();
  const { alfa, clock } = providers;
  const [greedy, other] = [await imapOf(alfa, ANNA), await imapOf(alfa, ANNA)];
  const line = `${"x".repeat(70)}\r\n`;
  const large = messageOf("grande") + line.repeat(16 * MEGABYTE / line.length);
  await other.append("INBOX", large);
  await greedy.done("SELECT INBOX");
  const drop = await (await Pop3Client.tls(alfa.pop3)).login(ANNA, alfa.passwordOf(ANNA));
  const before = Deno.memoryUsage().rss;
  // 1.6 GB of replies to each.
  await greedy.wire.send("x FETCH 1 BODY.PEEK[]\r\n".repeat(100));
  await drop.wire.send("RETR 1\r\n".repeat(100));
  for (let turn = 0; turn < 100; turn++) await other.done("NOOP");
  expect(Deno.memoryUsage().rss - before).toBeLessThan(100 * MEGABYTE);
  await advanceUntil(pause(20), () => clock.advance(MINUTE));
  await advanceUntil(pause(20), () => clock.advance(imapLimits.idleTime));
  for (const { wire } of [greedy, drop]) {
    await expect(wire.octets(large.length * 2)).rejects.toThrow();
  }
  for (const client of [greedy, other, drop]) client.close();
});

/** Resolves when the event loop has gone round so many times. */
async function pause(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setTimeout(resolve));
}

Deno.test("hostile: wrong passwords count together, wherever they are said", async () => {
  await using providers = await Providers.start();
  const { alfa, clock } = providers;
  const attempts = Array.from({ length: loginLimits.failuresPerNetwork }, (_, number) => {
    const user = number % 2 === 0 ? ANNA : "nessuno@alfa.example";
    return [byImap, byPop3, bySmtp][number % 3]!(alfa, user, "sbagliata");
  });
  const answers = await advanceUntil(Promise.all(attempts), () => clock.advance(SECOND));
  expect([...new Set(answers)].sort()).toEqual([
    "-ERR [AUTH] Authentication failed",
    "535 5.7.8 Authentication credentials invalid",
    "NO [AUTHENTICATIONFAILED] User name or password are wrong",
  ]);
  const right = alfa.passwordOf(ANNA);
  const throttled = [byImap, byPop3, bySmtp].map((log) => log(alfa, ANNA, right));
  expect(await advanceUntil(Promise.all(throttled), () => clock.advance(SECOND))).toEqual([
    "NO [UNAVAILABLE] Too many wrong passwords, try again later",
    "-ERR [SYS/TEMP] Too many failures: try later",
    "454 4.7.0 Too many authentication failures",
  ]);
  clock.advance(loginLimits.window);
  expect(await byImap(alfa, ANNA, right)).toMatch(/^OK/);
  expect(await byPop3(alfa, ANNA, right)).toMatch(/^\+OK/);
  expect(await bySmtp(alfa, ANNA, right)).toMatch(/^235/);
});

Deno.test("hostile: what is said to log in stands in no log and in no file", async () => {
  await using providers = await Providers.start();
  const { alfa, beta } = providers;
  const [right, other, wrong] = [alfa.passwordOf(ANNA), alfa.passwordOf(CARLA), "Sbagliata-31415"];
  await setSecondFactor(alfa.serving.runtime, CARLA, true);
  const wish = { name: "telefono", scope: "both" } as const;
  const secret = await addAppPassword(alfa.serving.runtime, CARLA, wish, random);
  await Promise.all([alfa.stop(), beta.stop()]);
  const child = await ServingChild.start(alfa.layout.configurationFile);
  const passwords = [[ANNA, right], [ANNA, wrong], [CARLA, secret], [CARLA, other]] as const;
  await Promise.all(passwords.flatMap(([user, password]) => {
    const plain = Buffer.from(`\0${user}\0${password}`).toString("base64");
    return [
      byImap(alfa, user, password),
      byImap(alfa, user, `{${password.length}+}\r\n${password}`),
      byPop3(alfa, user, password),
      bySmtp(alfa, user, password),
      said(Wire.tls(alfa.imap), `a AUTHENTICATE PLAIN ${plain}\r\n`, 2),
      said(Wire.tls(alfa.imap), `a AUTHENTICATE PLAIN\r\n${plain}\r\n`, 3),
      said(
        Wire.clear(alfa.imapInTheClear),
        `a LOGIN ${user} ${password}\r\nb BAD${plain} ${password}\r\n`,
        3,
      ),
      said(Wire.tls(alfa.pop3), `AUTH PLAIN ${plain}\r\n`, 2),
      said(Wire.clear(alfa.pop3InTheClear), `USER ${user}\r\nPASS ${password}\r\n`, 3),
    ];
  }));
  await child.kill();
  const log = child.lines.join("\n");
  expect(log).toContain("login.failed");
  const { configuration: { storage: { folder } } } = alfa;
  for (const [user, password] of passwords) {
    const plain = Buffer.from(`\0${user}\0${password}`).toString("base64");
    const forms = [password, password.replaceAll("-", ""), plain];
    for (const form of forms) {
      expect(log).not.toContain(form);
      for (const file of Deno.readDirSync(folder).filter(({ isFile }) => isFile)) {
        const bytes = Buffer.from(Deno.readFileSync(join(folder, file.name)));
        expect({ file: file.name, at: bytes.indexOf(form) }).toEqual({ file: file.name, at: -1 });
      }
    }
  }
});

async function byImap(alfa: TestProvider, user: string, password: string): Promise<string> {
  const client = await ImapClient.tls(alfa.imap);
  const { status } = await client.command(`LOGIN ${user} ${password}`);
  client.close();
  return status;
}

async function byPop3(alfa: TestProvider, user: string, password: string): Promise<string> {
  const client = await Pop3Client.tls(alfa.pop3);
  await client.done(`USER ${user}`);
  const reply = await client.command(`PASS ${password}`);
  client.close();
  return reply;
}

async function bySmtp(alfa: TestProvider, user: string, password: string): Promise<string> {
  const client = await SmtpClient.tls(alfa.accessPoint);
  const { code, text } = await client.login(user, password);
  client.abandon();
  return `${code} ${text}`;
}

/** Says something at once, and hears so many lines. */
async function said(wire: Promise<Wire>, words: string, lines: number): Promise<void> {
  const connection = await wire;
  await connection.send(words);
  for (let line = 0; line < lines; line++) await connection.line();
  connection.close();
}
