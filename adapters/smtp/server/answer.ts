/**
 * What the handler's answers lead to.
 *
 * @module
 */
import type { SmtpLimits } from "./limits.ts";
import { type Client, goodbye, type Outcome } from "./outcome.ts";
import { type Reply, reply } from "./reply.ts";
import type { Asking, Commanding } from "./state.ts";

/** The account that credentials belong to. */
export interface Recognised {
  readonly account: string;
}

/** An answer to an action: credentials recognised; sender or recipient accepted; or a reply. */
export type Answer = Recognised | "accepted" | Reply;

/** What an answer to `question` leads to. Throws if it is an answer to another question. */
export function outcomeOf(
  question: Asking["question"],
  answer: Answer,
  client: Client,
  limits: SmtpLimits,
): Outcome {
  if (answer === "accepted") return accepted(question);
  if ("account" in answer) return recognised(answer, client);
  switch (question.about) {
    case "credentials":
      return notRecognised(answer, client, limits);
    case "sender":
      return replied(answer, { at: "greeted" });
    case "recipient":
      return replied(answer, question.addressing);
    case "content":
      return {
        ...replied(answer, { at: "greeted" }),
        client: { ...client, messages: client.messages + 1 },
      };
  }
}

function accepted(question: Asking["question"]): Outcome {
  switch (question.about) {
    case "sender": {
      const { envelope } = question;
      return {
        reply: reply(250, "2.1.0", "Sender accepted"),
        state: { at: "addressing", envelope, recipients: [] },
      };
    }
    case "recipient": {
      const { recipient, addressing } = question;
      return {
        reply: reply(250, "2.1.5", "Recipient accepted"),
        state: { ...addressing, recipients: [...addressing.recipients, recipient] },
      };
    }
    default:
      throw new Error(`Cannot accept: the question is about ${question.about}`);
  }
}

function recognised({ account }: Recognised, client: Client): Outcome {
  return {
    reply: reply(235, "2.7.0", "Authentication succeeded"),
    state: { at: "greeted" },
    client: { ...client, account },
  };
}

/** Only wrong credentials (RFC 4954 §6: 535) count; a temporary failure is not the client's. */
function notRecognised(answer: Reply, client: Client, limits: SmtpLimits): Outcome {
  if (answer.code !== 535) return replied(answer, { at: "greeted" });
  const failures = client.authenticationFailures + 1;
  return failures < limits.authenticationFailures
    ? {
      ...replied(answer, { at: "greeted" }),
      client: { ...client, authenticationFailures: failures },
    }
    : goodbye(reply(421, "4.7.0", "Too many authentication failures"));
}

/** RFC 5321 §4.2.1: whoever says 421 closes the connection. */
function replied(answer: Reply, state: Commanding): Outcome {
  return answer.code === 421 ? goodbye(answer) : { reply: answer, state };
}
