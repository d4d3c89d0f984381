/**
 * A Postfix of its own folder and port: the ordinary mail server on the other side. Needs root, as
 * Postfix's master does.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createServer } from "node:net";
import { join } from "node:path";
import { createAuthority, issueTlsCertificate } from "../../adapters/keys/development_ca.ts";
import { random } from "../../adapters/opening/random.ts";
import type { Instant } from "../../events/instant.ts";

/** Whether Postfix is installed and may be started. */
export const postfixAvailable: boolean = Deno.uid() === 0 && await (async () => {
  try {
    return (await new Deno.Command("postconf", { args: ["-d", "mail_version"] }).output()).success;
  } catch {
    return false;
  }
})();

/** The domain whose one mailbox this Postfix has. */
export const DOMAIN = "ordinaria.example";
/** The mailbox. */
export const MARIO = `mario@${DOMAIN}`;

/** Owner of the mailboxes; any but root will do. */
const MAIL_UID = 5000;
const DAY = 24 * 60 * 60 * 1000;
/** Attempts of 10 ms each. */
const LOOKS = 3000;

/** A Postfix that runs. */
export class PostfixPeer implements AsyncDisposable {
  readonly port: number;
  readonly #folder: string;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.port = port;
  }

  /** Starts one; `now` is the system's time, for its certificate. */
  static async start(now: Instant): Promise<PostfixPeer> {
    const peer = new PostfixPeer(await Deno.makeTempDir({ prefix: "postfix-" }), await freePort());
    try {
      await peer.#layOut(now);
      await peer.#run("start");
      await peer.#listening();
      return peer;
    } catch (error) {
      await peer[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** From now on mail for a domain goes to a port of this machine; to be told before any mail. */
  route(domain: string, port: number): void {
    const line = `/@${domain.replaceAll(".", "\\.")}$/ smtp:[127.0.0.1]:${port}\n`;
    Deno.writeTextFileSync(join(this.#folder, "etc", "transport"), line, { append: true });
  }

  /** The messages in mario's mailbox, once there are so many; with CRLF. */
  async mailbox(count: number): Promise<string[]> {
    const folder = join(this.#folder, "mail", "box", "new");
    for (let looks = 0; looks < LOOKS; looks++) {
      const names = await namesIn(folder);
      if (names.length >= count) {
        return await Promise.all(names.map(async (name) => {
          const text = Buffer.from(await Deno.readFile(join(folder, name))).toString("latin1");
          return text.replaceAll("\n", "\r\n");
        }));
      }
      await pause();
    }
    throw new Error(`Cannot wait longer for mail: ${await this.log()}`);
  }

  /** What it has logged. */
  async log(): Promise<string> {
    return await Deno.readTextFile(join(this.#folder, "log")).catch(() => "nothing logged");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#run("abort").catch(() => {});
    // The last of its processes may still write while the folder goes.
    for (let looks = 0; looks < LOOKS; looks++) {
      try {
        return await Deno.remove(this.#folder, { recursive: true });
      } catch {
        await pause();
      }
    }
  }

  async #layOut(now: Instant): Promise<void> {
    const folder = this.#folder;
    const lifetime = { notBefore: now - DAY, notAfter: now + DAY };
    const authority = await createAuthority({ name: "Ordinaria", ...lifetime }, random);
    const hosts = [`mx.${DOMAIN}`];
    const request = { hosts, keyType: "rsa", ...lifetime } as const;
    const tls = await issueTlsCertificate(authority, request, random);
    await Deno.chmod(folder, 0o755);
    for (const name of ["etc", "spool", "data", "mail"]) await Deno.mkdir(join(folder, name));
    await Deno.chown(join(folder, "mail"), MAIL_UID, MAIL_UID);
    const write = (name: string, text: string) => Deno.writeTextFile(join(folder, name), text);
    await write("etc/tls.pem", tls.privateKeyPem + tls.certificatePem);
    await Deno.chmod(join(folder, "etc", "tls.pem"), 0o600);
    await write("etc/main.cf", mainSettings(folder));
    await write("etc/master.cf", services(this.port));
    await write("etc/transport", "");
    await write("etc/mailboxes", `/^mario@/ box/\n`);
    await run("chown", ["postfix", join(folder, "data")]);
  }

  async #run(verb: "start" | "abort"): Promise<void> {
    try {
      await run("postfix", ["-c", join(this.#folder, "etc"), verb]);
    } catch (cause) {
      throw new Error(`Cannot ${verb} Postfix: ${await this.log()}`, { cause });
    }
  }

  async #listening(): Promise<void> {
    for (let looks = 0; looks < LOOKS; looks++) {
      try {
        (await Deno.connect({ hostname: "127.0.0.1", port: this.port })).close();
        return;
      } catch {
        await pause();
      }
    }
    throw new Error(`Cannot wait longer for Postfix: ${await this.log()}`);
  }
}

function mainSettings(folder: string): string {
  return `compatibility_level = 3.6
queue_directory = ${folder}/spool
data_directory = ${folder}/data
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.${DOMAIN}
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
disable_dns_lookups = yes
smtp_tls_security_level = may
smtpd_tls_security_level = may
smtpd_tls_received_header = yes
smtpd_tls_chain_files = ${folder}/etc/tls.pem
smtpd_relay_restrictions = permit_mynetworks, reject
virtual_mailbox_domains = ${DOMAIN}
virtual_mailbox_base = ${folder}/mail
virtual_mailbox_maps = regexp:${folder}/etc/mailboxes
virtual_uid_maps = static:${MAIL_UID}
virtual_gid_maps = static:${MAIL_UID}
virtual_minimum_uid = 1
transport_maps = regexp:${folder}/etc/transport
`;
}

function services(port: number): string {
  return `127.0.0.1:${port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
}

/** Nothing is piped: what Postfix leaves running would hold the pipe. */
async function run(command: string, args: readonly string[]): Promise<void> {
  const silent = { stdin: "null", stdout: "null", stderr: "null" } as const;
  const { code } = await new Deno.Command(command, { args: [...args], ...silent }).output();
  if (code !== 0) throw new Error(`Cannot run ${command}: status ${code}`);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  } catch {
    return [];
  }
}

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 10));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
