/**
 * Settings that are each right and cannot hold together.
 *
 * @module
 */
import { domainOf } from "../../events/address.ts";
import type { Configuration } from "./configuration.ts";
import { type Problem, shown } from "./problems.ts";

/** Every contradiction between settings. */
export function contradictions(configuration: Configuration): readonly Problem[] {
  return [
    ...addresses(configuration),
    ...domains(configuration),
    ...engine(configuration),
    ...takeovers(configuration),
    ...scanner(configuration),
    ...dkim(configuration),
    ...sizes(configuration),
    ...ports(configuration),
    ...connections(configuration),
  ];
}

/** RFC 6109 §2.1: documents come from an address of the provider's mail domain. */
function* addresses({ provider }: Configuration): Generator<Problem> {
  const own = [provider.domain];
  if (!own.includes(domainOf(provider.address))) {
    yield foreign("provider.address", provider.address, own);
  }
  const served = [...new Set([...own, ...provider.domains])];
  if (!served.includes(domainOf(provider.serviceMailbox))) {
    yield foreign("provider.service_mailbox", provider.serviceMailbox, served);
  }
}

function foreign(key: string, address: string, wanted: readonly string[]): Problem {
  const text = `${shown(address)} is an address of another domain. ` +
    `Give one at ${wanted.join(" or ")}.`;
  return { key, text };
}

function* domains({ provider }: Configuration): Generator<Problem> {
  const twice = provider.domains.find((name, index) => provider.domains.indexOf(name) !== index);
  if (twice) {
    yield { key: "provider.domains", text: `${shown(twice)} stands there twice. Give it once.` };
  }
  if (provider.domains.length === 0) {
    const text = "[] is empty: a provider without a domain has no mailbox. Give one at least.";
    yield { key: "provider.domains", text };
  }
}

function* dkim({ dkim: { selector, key } }: Configuration): Generator<Problem> {
  if ((selector === null) === (key === null)) return;
  const [missing, given] = selector === null ? ["selector", "key"] : ["key", "selector"];
  const text = `is missing, and dkim.${given} is there. Give both, or neither to sign nothing.`;
  yield { key: `dkim.${missing}`, text };
}

function* engine({ signing }: Configuration): Generator<Problem> {
  const key = "signing.library";
  if (signing.engine === "libcrypto" && signing.library === null) {
    const text = 'is missing, and signing.engine is "libcrypto". ' +
      'Give the path of the library, such as "/usr/lib/x86_64-linux-gnu/libcrypto.so.3".';
    yield { key, text };
  }
  if (signing.engine === "webcrypto" && signing.library !== null) {
    const text = `${shown(signing.library)} is not used while signing.engine is "webcrypto". ` +
      'Remove it, or set engine = "libcrypto".';
    yield { key, text };
  }
}

/** clamd listens at one place; nothing listens for "none". */
function* scanner({ scanner: { engine, address, socket } }: Configuration): Generator<Problem> {
  if (engine === "none") {
    for (const [name, value] of Object.entries({ address, socket })) {
      if (value === null) continue;
      const text = 'is not used while scanner.engine is "none". ' +
        'Remove it, or set engine = "clamd".';
      yield { key: `scanner.${name}`, text };
    }
    return;
  }
  if (address === null && socket === null) {
    const text = 'is missing, and scanner.engine is "clamd". Give where clamd listens: ' +
      'address = "127.0.0.1:3310" or socket = "/run/clamav/clamd.ctl".';
    yield { key: "scanner.address", text };
  }
  if (address !== null && socket !== null) {
    const text = `${shown(socket)} stands beside scanner.address. Keep one of the two.`;
    yield { key: "scanner.socket", text };
  }
}

/** Signing keys follow one another: which one signs must be plain from the file. */
function* takeovers({ signing: { next } }: Configuration): Generator<Problem> {
  for (const [index, { from }] of next.entries()) {
    const before = next[index - 1];
    if (before === undefined || before.from < from) continue;
    const text = `${new Date(from).toISOString()} is not after the one before it, ` +
      `${new Date(before.from).toISOString()}. Put them in the order in which they take over.`;
    yield { key: `signing.next.${index}.from`, text };
  }
}

/** What one point lets in, the next must be able to take. */
function* sizes({ submission, reception }: Configuration): Generator<Problem> {
  if (submission.maxMessageBytes < submission.maxTotalBytes) {
    const text = `${submission.maxMessageBytes} is below submission.max_total_bytes: a message ` +
      "to one recipient would be refused without the avviso that RFC 6109 §3.1.1 wants. " +
      `Give at least ${submission.maxTotalBytes}.`;
    yield { key: "submission.max_message_bytes", text };
  }
  if (reception.maxMessageBytes <= submission.maxMessageBytes) {
    const text = `${reception.maxMessageBytes} is not above submission.max_message_bytes: an ` +
      "envelope is larger than the message in it, and a holder here could not receive it. " +
      `Give more than ${submission.maxMessageBytes}.`;
    yield { key: "reception.max_message_bytes", text };
  }
}

function* ports(configuration: Configuration): Generator<Problem> {
  const listeners = listenersOf(configuration);
  for (const [index, listener] of listeners.entries()) {
    const rival = listeners.slice(0, index).find((other) => collide(listener, other));
    if (!rival) continue;
    const text = `${listener.port} is the port of ${rival.key} already. Give each its own.`;
    yield { key: listener.key, text };
  }
}

/** Everything that listens; what is off does not. */
function listenersOf(
  { submission, reception, publication, imap, pop3, http, api }: Configuration,
): readonly Listener[] {
  const named = [
    { key: "submission.tls_port", port: submission.tlsPort, address: submission.address },
    { key: "submission.starttls_port", port: submission.starttlsPort, address: submission.address },
    { key: "reception.port", port: reception.port, address: reception.address },
    { key: "publication.port", port: publication.port, address: publication.address },
    { key: "imap.tls_port", port: imap.tlsPort, address: imap.address },
    { key: "imap.starttls_port", port: imap.starttlsPort, address: imap.address },
    { key: "pop3.tls_port", port: pop3.tlsPort, address: pop3.address },
    { key: "pop3.starttls_port", port: pop3.starttlsPort, address: pop3.address },
    { key: "http.port", port: http.port, address: http.address },
    { key: "api.port", port: api.port, address: api.address },
  ];
  return named.flatMap(({ port, ...rest }) => port === null ? [] : [{ port, ...rest }]);
}

interface Listener {
  /** Where the port stands in the file. */
  readonly key: string;
  readonly port: number;
  readonly address: string;
}

function collide(one: Listener, other: Listener): boolean {
  const everywhere = (address: string) => address === "0.0.0.0" || address === "::";
  return one.port !== 0 && one.port === other.port &&
    (one.address === other.address || everywhere(one.address) || everywhere(other.address));
}

function* connections({ limits }: Configuration): Generator<Problem> {
  if (limits.connectionsPerAddress > limits.connections) {
    const text = `${limits.connectionsPerAddress} is above limits.connections. ` +
      `Give at most ${limits.connections}.`;
    yield { key: "limits.connections_per_address", text };
  }
}
