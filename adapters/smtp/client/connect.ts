/**
 * Opening an SMTP session: TCP, greeting, EHLO, STARTTLS (RFC 3207).
 *
 * @module
 */
import { isIP } from "node:net";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { asDeferred, ownVerdict, type Verdict, verdictOfReply } from "./outcome.ts";
import type { Hop } from "./route.ts";

/**
 * `required-verified`: TLS with a certificate of the hop's name from a trusted authority.
 * `required`: TLS, whoever the hop is. `opportunistic`: TLS where it works, in clear elsewhere
 * (RFC 7435).
 */
export type TlsPolicy = "required-verified" | "required" | "opportunistic";

/** How connections are opened. Times in milliseconds. */
export interface ConnectOptions {
  /** The name given in EHLO. */
  readonly name: string;
  /** Trusted authorities as PEM, in place of the system's. */
  readonly authorities?: readonly string[];
  /** From connecting to the end of the TLS handshake. */
  readonly connectTimeout: number;
  /** From the connection to the greeting. */
  readonly greetingTimeout: number;
  /** Silence of the hop while something is due. */
  readonly socketTimeout: number;
}

/** No session could be opened with a hop. */
export class ConnectionFailure extends Error {
  override readonly name = "ConnectionFailure";
  /** What it means for the recipients if no other hop does better. */
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    super(`Cannot open an SMTP session: ${verdict.text}`);
    this.verdict = verdict;
  }
}

/** Longest reply accepted, in bytes; RFC 5321 §4.5.3.1.5 asks for 512 a line. */
const LONGEST_REPLY = 64 * 1024;
/** Milliseconds that a hop may take to close its side after this one is closed. */
const CLOSE_TIMEOUT = 1000;

/** What a policy, or the lack of TLS, is in nodemailer's options. */
const TLS_OPTIONS = {
  "required-verified": { requireTLS: true, tls: { rejectUnauthorized: true } },
  required: { requireTLS: true, tls: { rejectUnauthorized: false } },
  opportunistic: { tls: { rejectUnauthorized: false } },
  clear: { ignoreTLS: true, tls: {} },
} as const;

/** A failed attempt, and whether it was TLS that failed. */
interface Failure {
  readonly error: Error & { readonly response?: string };
  readonly inTls: boolean;
}

/**
 * Opens a session with a hop at one of its addresses. The last reply on it is that to EHLO.
 *
 * @throws {ConnectionFailure} when the hop does not answer, does not greet, or does not offer
 * the TLS that the policy asks for.
 */
export async function connect(
  hop: Hop,
  address: string,
  policy: TlsPolicy,
  options: ConnectOptions,
): Promise<SMTPConnection> {
  let outcome = await attempt(hop, address, policy, options);
  // RFC 7435 §3: TLS that fails must not stop what would go in clear without it.
  if ("inTls" in outcome && outcome.inTls && policy === "opportunistic") {
    outcome = await attempt(hop, address, "clear", options);
  }
  if (outcome instanceof SMTPConnection) return outcome;
  throw new ConnectionFailure(verdictOf(outcome, hop));
}

function attempt(
  hop: Hop,
  address: string,
  policy: keyof typeof TLS_OPTIONS,
  options: ConnectOptions,
): Promise<SMTPConnection | Failure> {
  const { tls, ...security } = TLS_OPTIONS[policy];
  const connection = new SMTPConnection({
    host: address,
    port: hop.port,
    secure: false,
    name: options.name,
    ...security,
    tls: {
      ...tls,
      // RFC 6066 §3: an IP address is no server name; it is compared all the same.
      ...(isIP(hop.tlsName) === 0 && { servername: hop.tlsName }),
      ...(options.authorities && { ca: [...options.authorities] }),
    },
    connectionTimeout: options.connectTimeout,
    greetingTimeout: options.greetingTimeout,
    socketTimeout: options.socketTimeout,
    socketCloseTimeout: CLOSE_TIMEOUT,
    maxResponseSize: LONGEST_REPLY,
  });
  return new Promise((resolve) => {
    const fail = (error: Error & { readonly command?: string | undefined }) => {
      resolve({ error, inTls: connection.upgrading === true || error.command === "STARTTLS" });
    };
    // Stays for the connection's life: an error that nobody listens to would end the process.
    connection.on("error", fail);
    connection.connect((error) => error ? fail(error) : resolve(connection));
  });
}

/** Not even a 5xx greeting speaks about the message: another hop, or a later try, may do. */
function verdictOf({ error, inTls }: Failure, hop: Hop): Verdict {
  const text = `${hop.host} port ${hop.port}: ${error.message}`;
  const own = ownVerdict("deferred", inTls ? "4.7.5" : "4.4.1", text);
  if (error.response === undefined) return own;
  return { ...asDeferred(verdictOfReply(error.response)), text: own.text };
}
