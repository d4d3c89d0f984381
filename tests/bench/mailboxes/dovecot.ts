/**
 * A private Dovecot: Debian's packages with a configuration of their own, on ports of their own.
 *
 * @module
 */
import { join } from "node:path";
import { systemClock } from "../../../adapters/clock.ts";
import { freePorts } from "../../../adapters/console/free_ports.ts";
import { newAuthority, writeCredential } from "../../../adapters/opening/layout.ts";
import { issueTlsCertificate } from "../../../adapters/keys/development_ca.ts";
import { listens } from "../provider.ts";
import type { MailServer } from "./server.ts";

const HOST = "127.0.0.1";
const USER = { name: "holder", password: "one password for all of them" };
/** Under which the mailbox lies: not root, whom Dovecot refuses. */
const OWNER = 5000;
const DAY = 24 * 60 * 60 * 1000;
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

/** Why there can be no Dovecot here; null where there can. */
export async function dovecotMissing(): Promise<string | null> {
  if (Deno.uid() !== 0) return "Dovecot drops privileges: run this as root";
  try {
    await new Deno.Command("dovecot", { args: ["--version"], stdout: "null" }).output();
    return null;
  } catch {
    return "dovecot is not installed (Debian: dovecot-imapd dovecot-pop3d)";
  }
}

/** Which Dovecot it is. */
export async function dovecotVersion(): Promise<string> {
  const { stdout } = await new Deno.Command("dovecot", { args: ["--version"] }).output();
  return new TextDecoder().decode(stdout).trim();
}

/** Starts a Dovecot whose configuration and mail lie in a folder. */
export async function startDovecot(folder: string): Promise<MailServer> {
  const [imap, pop3s, pop3] = await freePorts(HOST, 3, random) as [number, number, number];
  const ports = { imap, pop3s, pop3 };
  await Deno.mkdir(join(folder, "mail"), { recursive: true });
  await Deno.chown(join(folder, "mail"), OWNER, OWNER);
  const authority = await layOutKeys(folder);
  await Deno.writeTextFile(join(folder, "users"), `${USER.name}:{PLAIN}${USER.password}\n`);
  const configuration = join(folder, "dovecot.conf");
  await Deno.writeTextFile(configuration, configurationOf(folder, ports));
  const child = new Deno.Command("dovecot", {
    args: ["-F", "-c", configuration],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  let ended = false;
  const end = child.status.then(() => ended = true);
  for (const port of [imap, pop3s, pop3]) {
    while (!await listens(port)) {
      if (ended) throw new Error(`Cannot start Dovecot: see ${join(folder, "log")}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const at = (port: number) => ({ port, authority });
  return {
    name: "Dovecot",
    user: USER,
    imaps: at(imap),
    pop3s: at(pop3s),
    pop3: at(pop3),
    pid: child.pid,
    async stop() {
      if (!ended) child.kill("SIGTERM");
      await end;
    },
  };
}

/** A certificate of the kind that the engine gets. Resolves with its authority, as PEM. */
async function layOutKeys(folder: string): Promise<string> {
  const now = systemClock.now();
  const authority = await newAuthority({ now, random });
  const tls = await issueTlsCertificate(
    authority,
    { hosts: [HOST], keyType: "p256", notBefore: now - DAY, notAfter: now + DAY },
    random,
  );
  await writeCredential(join(folder, "tls"), tls);
  return authority.certificatePem;
}

/** As Debian ships it, but for paths, ports, users, and room for a thousand connections. */
function configurationOf(
  folder: string,
  { imap, pop3s, pop3 }: { readonly imap: number; readonly pop3s: number; readonly pop3: number },
): string {
  return `\
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap pop3
listen = ${HOST}
ssl = required
ssl_cert = <${folder}/tls.pem
ssl_key = <${folder}/tls.key
auth_mechanisms = plain
mail_location = maildir:~/Maildir
first_valid_uid = ${OWNER}
mail_max_userip_connections = 2000
default_process_limit = 2500
default_client_limit = 5000
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${OWNER} gid=${OWNER} home=${folder}/mail/%u
}
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = ${imap}
    ssl = yes
  }
}
service imap {
  process_limit = 2500
}
service auth {
  client_limit = 10000
}
service anvil {
  client_limit = 10000
}
service pop3-login {
  inet_listener pop3 {
    port = ${pop3}
  }
  inet_listener pop3s {
    port = ${pop3s}
    ssl = yes
  }
}
namespace inbox {
  inbox = yes
}
`;
}
