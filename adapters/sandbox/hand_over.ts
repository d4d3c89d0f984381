/**
 * Hands a message over to a provider of this process: what two SMTP sessions say to each other, but
 * for the wire.
 *
 * @module
 */
import { incomingPoint } from "../points/incoming_point.ts";
import type { Provider } from "../points/provider.ts";
import { forAll, type RecipientOutcome, verdictOfReply } from "../smtp/client/outcome.ts";
import type { RelayRequest } from "../smtp/client/relay.ts";
import type { ContentSink, Peer } from "../smtp/server/handler.ts";
import { renderReply, type Reply } from "../smtp/server/reply.ts";

/** A message and its envelope. */
export type Letter = Omit<RelayRequest, "tls">;

const PEER: Peer = { address: "127.0.0.1", port: 25, secure: true, helo: "sandbox" };

/** What the Incoming Point of a provider answers, for each recipient in the order of the letter. */
export async function handOver(provider: Provider, letter: Letter): Promise<RecipientOutcome[]> {
  const handler = incomingPoint(provider);
  const { sender, size, eightBit } = letter;
  const body = eightBit ? "8BITMIME" : "7BIT";
  const envelope = { sender, account: null, parameters: { size, body, smtpUtf8: false } } as const;
  const busy = await handler.sender(envelope, PEER);
  if (busy) return forAll(letter.recipients, verdictOf(busy));
  const outcomes: RecipientOutcome[] = [];
  const accepted: string[] = [];
  for (const recipient of letter.recipients) {
    const refusal = await handler.recipient(recipient, envelope, PEER);
    if (refusal) outcomes.push({ recipient, ...verdictOf(refusal) });
    else accepted.push(recipient);
  }
  if (accepted.length === 0) return outcomes;
  const transaction = { ...envelope, recipients: accepted, peer: PEER };
  const answer = await send(handler.content(transaction), letter);
  return [...outcomes, ...forAll(accepted, verdictOf(answer))];
}

async function send(
  sink: ContentSink,
  { content, size, eightBit }: Letter,
): Promise<Reply> {
  try {
    for await (const chunk of content()) await sink.write(chunk);
  } catch (error) {
    await sink.abort();
    throw error;
  }
  return await sink.end({ size, eightBit });
}

function verdictOf(answer: Reply) {
  return verdictOfReply(renderReply(answer).trimEnd());
}
