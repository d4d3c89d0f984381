/**
 * The commands `api …`: which programs may call the API, and with what.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { client, type ClientCommand, type Grant } from "../../actors/client.ts";
import type { Runtime } from "../../actors/runtime.ts";
import { addressKey, domainOf } from "../../events/address.ts";
import { bindingSchema, clientIdSchema } from "../../events/client.ts";
import type { Clock, Instant } from "../../events/instant.ts";
import { newApiKey, newCredentialId } from "../api/access/api_key.ts";
import { canonicalPublicKey } from "../api/access/public_key.ts";
import { hasEnded } from "../api/access/refusals.ts";
import { Certificate } from "../documents/smime/certificate.ts";
import { certificatesFromPem } from "../documents/smime/pem.ts";
import type { ClientQueries, Credential } from "../storage/clients.ts";
import { fileFault } from "./file_faults.ts";
import { renderTable } from "./table.ts";

/** Under whom the operator's changes stand in the log. */
const BY = "operator";

/** What clients are changed with. */
export interface Registry {
  readonly runtime: Runtime;
  readonly clients: ClientQueries;
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array;
}

/** A key that was just made. */
export interface MadeKey {
  readonly credential: string;
  /** The key itself; kept nowhere. */
  readonly secret: string;
}

/**
 * The id of a client: as it is wanted, or made of the client's name.
 *
 * @throws {Error} where it is none.
 */
export function clientIdOf(name: string, wanted: string | undefined): string {
  const plain = name.normalize("NFD").replace(/\p{Mark}/gu, "").toLowerCase();
  const id = wanted ?? plain.replace(/[^a-z0-9]/g, "").slice(0, 32);
  if (clientIdSchema.safeParse(id).success) return id;
  throw new Error(
    `Cannot register "${name}" as ${
      id || "nothing"
    }: give 4 to 32 letters a–z and digits with --id`,
  );
}

/**
 * Sends a command to a client.
 *
 * @throws {Error} where the client refuses.
 */
export async function changeClient(
  runtime: Runtime,
  id: string,
  command: ClientCommand,
): Promise<void> {
  const { refusal } = await runtime.send(client, id, { ...command, by: BY });
  if (!refusal) return;
  const remedy = refusal.refused === "unknown-client" ? ": see `api client list`" : "";
  throw new Error(`Cannot change the client ${id}: ${refusal.detail}${remedy}`);
}

/** Gives a client one more API key. */
export async function addKey(
  { runtime, random }: Registry,
  id: string,
  grant: Grant,
): Promise<MadeKey> {
  const { secret, ...key } = newApiKey(grant.mode, random);
  await changeClient(runtime, id, { type: "add-key", ...key, ...grant });
  return { credential: key.credential, secret };
}

/** Has a new key take over from one. */
export async function rotateKey(
  { runtime, random }: Registry,
  { credential, client, mode }: Credential,
  overlap: number,
  expires: number | undefined,
): Promise<MadeKey> {
  const { secret, ...key } = newApiKey(mode, random);
  await changeClient(runtime, client, {
    ...{ type: "rotate", replaces: credential, overlap, ...key },
    ...(expires === undefined ? {} : { expires }),
  });
  return { credential: key.credential, secret };
}

/**
 * Lets a client sign assertions. Resolves with the id of the credential.
 *
 * @param file a public key as JSON Web Key.
 */
export async function addAssertionKey(
  { runtime, random }: Registry,
  id: string,
  grant: Grant,
  file: string,
): Promise<string> {
  const credential = newCredentialId(random);
  const jwk = publicKeyOf(await textOf(file), file);
  await changeClient(runtime, id, { type: "add-assertion-key", credential, jwk, ...grant });
  return credential;
}

/**
 * Lets a client log in by TLS. Resolves with the id of the credential.
 *
 * @param file a certificate in PEM; only the first one of it counts.
 */
export async function addCertificate(
  { runtime, clients, clock, random }: Registry,
  id: string,
  grant: Grant,
  file: string,
): Promise<string> {
  const credential = newCredentialId(random);
  const thumbprint = thumbprintOf(await textOf(file), file);
  const known = clients.certificate(thumbprint);
  if (known && !hasEnded(known, clock.now())) {
    throw new Error(
      `Cannot add ${file}: the client ${known.client} has it already as ${known.credential}. ` +
        "Revoke that first",
    );
  }
  await changeClient(runtime, id, { type: "add-certificate", credential, thumbprint, ...grant });
  return credential;
}

/** The credential of an id, whoever has it. */
export function requireCredential({ clients }: Registry, id: string): Credential {
  const found = clients.credential(id);
  if (found) return found;
  throw new Error(`Cannot find the credential ${id}: see \`api key list CLIENT\``);
}

/**
 * The mailboxes that a credential is bound to, as the log has them.
 *
 * @param domains of the provider, or of the sandbox.
 * @throws {Error} where one of them cannot be.
 */
export function bindingsOf(
  mailboxes: readonly string[],
  domains: readonly string[],
): string[] {
  for (const mailbox of mailboxes) {
    if (!bindingSchema.safeParse(mailbox).success) {
      throw new Error(
        `Cannot bind to ${mailbox}: give an address, or *@domain for all of a domain`,
      );
    }
    if (!domains.includes(domainOf(mailbox))) {
      throw new Error(
        `Cannot bind to ${mailbox}: in this mode mailboxes are those of ${domains.join(", ")}`,
      );
    }
  }
  return [...new Set(mailboxes.map(addressKey))];
}

/** The clients as a table. */
export function clientTable(clients: ClientQueries): string {
  const rows: string[][] = [];
  for (let after = "";;) {
    const page = clients.clients(after, PAGE);
    for (const { client, name, status, reason, registered } of page) {
      rows.push([client, name, status, dateOf(registered), reason ?? ""]);
    }
    if (page.length < PAGE) break;
    after = page.at(-1)!.client;
  }
  return renderTable(["CLIENT", "NAME", "STATUS", "REGISTERED", "REASON"], rows);
}

/**
 * The credentials of a client as a table.
 *
 * @param lastUse of a credential; null for none.
 * @throws {Error} where there is no such client.
 */
export function credentialTable(
  clients: ClientQueries,
  id: string,
  lastUse: (credential: string) => Instant | null,
): string {
  if (!clients.client(id)) {
    throw new Error(`Cannot list the credentials of ${id}: there is no such client`);
  }
  const rows: string[][] = [];
  for (let after: Credential | null = null;;) {
    const page: readonly Credential[] = clients.credentialsOf(id, null, after, PAGE);
    rows.push(...page.map((one) => rowOf(one, lastUse(one.credential))));
    if (page.length < PAGE) break;
    after = page.at(-1)!;
  }
  const titles = ["CREDENTIAL", "KIND", "NAME", "MODE", "SCOPES", "MAILBOXES", "FROM"];
  return renderTable([...titles, "LAST USED", "EXPIRES"], rows);
}

const PAGE = 200;

function rowOf(credential: Credential, lastUse: Instant | null): string[] {
  const { kind, name, mode, scopes, mailboxes, networks, expires, hint } = credential;
  return [
    ...[credential.credential, hint ? `${kind} …${hint}` : kind, name, mode],
    ...[scopes.join(" "), mailboxes.join(" "), networks?.join(" ") ?? "anywhere"],
    ...[lastUse === null ? "never" : dateOf(lastUse), expires === null ? "never" : dateOf(expires)],
  ];
}

function dateOf(instant: Instant): string {
  return new Date(instant).toISOString();
}

async function textOf(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    throw new Error(`Cannot read ${file}: ${fileFault(error)}`);
  }
}

function publicKeyOf(text: string, file: string): string {
  try {
    return canonicalPublicKey(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof SyntaxError ? "it is no JSON" : (error as Error).message;
    throw new Error(`Cannot take the key of ${file}: ${reason}`);
  }
}

function thumbprintOf(text: string, file: string): string {
  try {
    const [der] = certificatesFromPem(text);
    if (!der) throw new Error("it holds no certificate in PEM");
    const { raw } = new Certificate(der);
    return createHash("sha256").update(raw).digest("hex");
  } catch (error) {
    throw new Error(`Cannot take the certificate of ${file}: ${(error as Error).message}`);
  }
}
