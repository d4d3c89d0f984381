/**
 * The kinds of values that settings have. Each names what it expects, so that a fault's message
 * holds the remedy.
 *
 * @module
 */
import { isIP } from "node:net";
import { TomlDate } from "smol-toml";
import { z } from "zod";
import type { Instant } from "../../events/instant.ts";
import type { Endpoint, NameServerAddress } from "./configuration.ts";
import { shown } from "./problems.ts";

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/;

/** A kind of value: what it is called, what to write instead of a wrong one, and which are right. */
function kind<T>(
  what: string,
  remedy: string,
  holds: (value: unknown) => boolean,
): z.ZodType<T, T> {
  return z.custom<T>(holds, {
    error: ({ input }) =>
      input === undefined ? `is missing. ${remedy}` : `${shown(input)} is not ${what}. ${remedy}`,
  });
}

/** A line of text for people. */
export const line: z.ZodType<string, string> = kind(
  "a line of text",
  "Give 1 to 200 characters in quotes, without control characters.",
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  (value) => typeof value === "string" && /^[^\x00-\x1f\x7f]{1,200}$/.test(value.trim()),
);

/** A file or a folder. */
export const path: z.ZodType<string, string> = kind(
  "a path",
  "Give a path in quotes; a relative one counts from the folder of this file.",
  (value) => typeof value === "string" && value !== "" && !value.includes("\0"),
);

/** A TCP port to listen on; 0 leaves the choice to the system. */
export const listeningPort: z.ZodType<number, number> = kind(
  "a port",
  "Give a number from 1 to 65535, or 0 for any free port.",
  (value) => isWhole(value, 0, 65535),
);

/** The same for a service that may be off: then the word "off" stands for the port. */
export const servicePort: z.ZodType<number | null, number | "off"> = kind<number | "off">(
  "a port",
  'Give a number from 1 to 65535, 0 for any free port, or "off".',
  (value) => value === "off" || isWhole(value, 0, 65535),
).transform((port) => port === "off" ? null : port);

/** An IP address to listen on. */
export const ipAddress: z.ZodType<string, string> = kind(
  "an IP address",
  'Give one such as "0.0.0.0" (every IPv4 interface), "::" or "127.0.0.1".',
  (value) => typeof value === "string" && isIP(value) !== 0,
);

/** A domain name of at least two labels, in ASCII. */
export const domain: z.ZodType<string, string> = kind(
  "a domain name",
  'Give one such as "alfa.example", international ones in their ASCII form (xn--…).',
  isDomain,
);

/** One label of a domain name. */
export const dnsLabel: z.ZodType<string, string> = kind(
  "a DNS label",
  'Give one such as "pec2026".',
  (value) => typeof value === "string" && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value),
);

/** A mail address whose local part needs no quotes. */
export const mailAddress: z.ZodType<string, string> = kind(
  "a mail address",
  'Give one such as "posta-certificata@alfa.example".',
  isMailAddress,
);

/** A server and its port. */
export const endpoint: z.ZodType<Endpoint, string> = kind<string>(
  "a server with its port",
  'Give one such as "mx.beta.example:25", "127.0.0.1:2525" or "[::1]:2525".',
  (value) => typeof value === "string" && parseEndpoint(value) !== undefined,
).transform((text) => parseEndpoint(text)!);

/** A name server, by its IP address; its port is 53 where none is given. */
export const nameServer: z.ZodType<NameServerAddress, string> = kind<string>(
  "a name server",
  'Give an IP address such as "192.0.2.53", with a port where it is not 53: "127.0.0.1:5353".',
  (value) => typeof value === "string" && parseNameServer(value) !== undefined,
).transform((text) => parseNameServer(text)!);

/** An instant: TOML's date-time, or ISO 8601 in quotes; with seconds, and an offset or Z. */
export const instant: z.ZodType<Instant, unknown> = kind<unknown>(
  "an instant",
  "Give one such as 2027-01-31T22:00:00Z or 2027-01-31T23:00:00+01:00.",
  (value) => parseInstant(value) !== undefined,
).transform((value) => parseInstant(value)!);

/** A URL of a server that is spoken to over TLS. */
export const httpsUrl: z.ZodType<string, string> = kind(
  "a URL that begins with https",
  'Give one such as "https://igpec.example/directory.p7m".',
  (value) => typeof value === "string" && URL.parse(value)?.protocol === "https:",
);

/** The origin of a server that is spoken to over TLS, as RFC 6454 §6.2 writes it. */
export const httpsOrigin: z.ZodType<string, string> = kind<string>(
  "the origin of a server over https",
  'Give one such as "https://api.alfa.example" or "https://api.alfa.example:8443", without a path.',
  (value) => typeof value === "string" && originOf(value) !== undefined,
).transform((text) => originOf(text)!);

/** Yes or no. */
export const flag: z.ZodType<boolean, boolean> = kind(
  "true or false",
  "Write true or false, without quotes.",
  (value) => typeof value === "boolean",
);

/** A URL of a server that is spoken to with or without TLS. */
export const webUrl: z.ZodType<string, string> = kind(
  "a URL that begins with http or https",
  'Give one such as "http://tsa.example/tsr".',
  (value) => typeof value === "string" && /^https?:$/.test(URL.parse(value)?.protocol ?? ""),
);

/** What a log is called in its signed heads. */
export const logOrigin: z.ZodType<string, string> = kind(
  "the name of a log",
  'Give an address without its scheme, such as "alfa.example/log", of letters, digits, ".", "_", ' +
    '"-" and "/".',
  (value) => typeof value === "string" && /^[\w.-]{1,253}(?:\/[\w.-]{1,100}){0,5}$/.test(value),
);

/** An object identifier. */
export const objectIdentifier: z.ZodType<string, string> = kind(
  "an object identifier",
  'Give one such as "1.3.6.1.4.1.99999.1".',
  (value) => typeof value === "string" && /^[0-2](?:\.(?:0|[1-9]\d{0,15})){1,30}$/.test(value),
);

/** The path of a file on a server. */
export const urlPath: z.ZodType<string, string> = kind(
  "the path of a file",
  'Give one such as "/directory.p7m", of letters, digits, ".", "_", "-" and "/".',
  (value) => typeof value === "string" && /^(?:\/(?!\.\.?(?:\/|$))[\w.-]+)+$/.test(value),
);

/** SHA-256 of a certificate, as `openssl x509 -fingerprint -sha256` prints it, or without colons. */
export const fingerprint: z.ZodType<string, string> = kind<string>(
  "a SHA-256 fingerprint",
  "Give 64 hexadecimal digits: openssl x509 -noout -fingerprint -sha256 prints them.",
  (value) => typeof value === "string" && /^[0-9a-f]{64}$/i.test(value.replaceAll(":", "")),
).transform((text) => text.replaceAll(":", "").toLowerCase());

/** A whole number within bounds. */
export function whole(least: number, most: number, reason?: string): z.ZodType<number, number> {
  const remedy = `Give a whole number from ${least} to ${most}${reason ? ` (${reason})` : ""}.`;
  return kind("within the bounds", remedy, (value) => isWhole(value, least, most));
}

/** One of a few words. */
export function oneOf<const Word extends string>(...words: Word[]): z.ZodType<Word, Word> {
  const choices = words.map((word) => `"${word}"`);
  const remedy = `Give ${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}.`;
  return kind("one of the choices", remedy, (value) => words.includes(value as Word));
}

/** A list of values of one kind. */
export function list<Out, In>(of: z.ZodType<Out, In>): z.ZodType<Out[], In[]> {
  return z.array(of, {
    error: ({ input }) =>
      `${shown(input)} is not a list. Put the values in brackets, separated by commas.`,
  });
}

/** A domain's name to a value. */
export function byDomain<Out, In>(
  of: z.ZodType<Out, In>,
): z.ZodType<ReadonlyMap<string, Out>, Record<string, In>> {
  const table = z.record(z.string(), of, {
    error: ({ input }) =>
      `${shown(input)} is not a table. Write { "beta.example" = "…" } or a section of its own.`,
  });
  return table.check(({ value, issues }) => {
    for (const name of Object.keys(value).filter((name) => !isDomain(name))) {
      const message = `${shown(name)} is not a domain name. Give one such as "beta.example".`;
      issues.push({ code: "custom", message, input: name });
    }
  }).transform((entries) =>
    new Map(Object.entries(entries).map(([name, value]) => [name.toLowerCase(), value]))
  );
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}

/** RFC 1123 §2.1; the last label is not a number, which tells a name from an IPv4 address. */
function isDomain(value: unknown): boolean {
  if (typeof value !== "string" || value.length > 253) return false;
  const labels = value.split(".");
  return labels.length > 1 && labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1)!);
}

function isMailAddress(value: unknown): boolean {
  if (typeof value !== "string") return false;
  const at = value.lastIndexOf("@");
  // RFC 5321 §4.5.3.1.1: at most 64 octets of local part.
  return at > 0 && at <= 64 && LOCAL_PART.test(value.slice(0, at)) && isDomain(value.slice(at + 1));
}

function originOf(text: string): string | undefined {
  const url = URL.parse(text);
  return url?.protocol === "https:" && url.href === `${url.origin}/` ? url.origin : undefined;
}

function parseEndpoint(text: string): Endpoint | undefined {
  const found = /^(?:\[([0-9a-f:.]+)\]|([^:\s[\]]+)):(\d{1,5})$/i.exec(text);
  if (!found) return undefined;
  const [, bracketed, plain, digits] = found;
  const host = bracketed ?? plain!;
  const known = bracketed ? isIP(host) === 6 : isIP(host) === 4 || isHostName(host);
  const port = Number(digits);
  return known && isWhole(port, 1, 65535) ? { host, port } : undefined;
}

function parseNameServer(text: string): NameServerAddress | undefined {
  if (isIP(text)) return { address: text, port: 53 };
  const server = parseEndpoint(text);
  return server && isIP(server.host) ? { address: server.host, port: server.port } : undefined;
}

function parseInstant(value: unknown): Instant | undefined {
  // A TomlDate writes itself as it was written; without an offset it would be anybody's time.
  const text = value instanceof TomlDate ? value.toISOString() : value;
  if (typeof text !== "string" || !INSTANT.test(text)) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

function isHostName(name: string): boolean {
  return name === "localhost" || isDomain(name);
}
