/**
 * Parameters of MAIL FROM: SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531) and AUTH
 * (RFC 4954 §5).
 *
 * @module
 */
import type { MailParameters } from "./handler.ts";
import { type Reply, reply } from "./reply.ts";
import type { Role } from "./role.ts";

/** RFC 5321 §4.1.2: esmtp-param. AUTH's value is an xtext, in which `=` does not stand either. */
const PARAMETER = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([!-<>-~]+))?$/;

/** By how much MAIL FROM may exceed the command line: the sum of what the extensions ask for. */
export const MAIL_ALLOWANCE: number = 26 + // SIZE: RFC 1870 §3
  17 + // BODY: RFC 6152 §2
  10 + // SMTPUTF8: RFC 6531 §3.4
  500; // AUTH: RFC 4954 §3

type Draft = { -readonly [K in keyof MailParameters]: MailParameters[K] };
/** Sets one parameter; false if the value is not one. */
type Setter = (draft: Draft, value: string | undefined) => boolean;

const setters: Readonly<Record<string, Setter>> = {
  SIZE(draft, value) {
    if (value === undefined || !/^\d{1,20}$/.test(value)) return false;
    draft.size = Number(value);
    return true;
  },
  BODY(draft, value) {
    const body = value?.toUpperCase();
    if (body !== "7BIT" && body !== "8BITMIME") return false;
    draft.body = body;
    return true;
  },
  SMTPUTF8(draft, value) {
    draft.smtpUtf8 = true;
    return value === undefined;
  },
  // RFC 4954 §5: a server that trusts no client's word takes any value as `AUTH=<>`.
  AUTH: (_draft, value) => value !== undefined,
};

/** The words after a path. */
export function wordsOf(rest: string): readonly string[] {
  return rest.split(" ").filter((word) => word !== "");
}

/** Reads the parameters of MAIL FROM as `role` has announced them; a reply says what is wrong. */
export function parseMailParameters(rest: string, role: Role): MailParameters | Reply {
  const draft: Draft = { size: null, body: "7BIT", smtpUtf8: false };
  const seen = new Set<string>();
  for (const word of wordsOf(rest)) {
    const [, name = "", value] = PARAMETER.exec(word) ?? [];
    const key = name.toUpperCase();
    if (key === "") return reply(501, "5.5.4", "Cannot read a parameter of MAIL");
    const set = Object.hasOwn(setters, key) ? setters[key] : undefined;
    if (!set || (key === "AUTH" && role.authentication === "absent")) {
      return reply(555, "5.5.4", `Parameter ${key} is not supported`);
    }
    if (seen.has(key)) return reply(501, "5.5.4", `Parameter ${key} stands twice`);
    seen.add(key);
    if (!set(draft, value)) return reply(501, "5.5.4", `Cannot read the value of ${key}`);
  }
  return draft;
}
