/**
 * What the answers to actions lead to.
 *
 * @module
 */
import type { Login } from "../../accounts/logins.ts";
import type { Maildrop } from "./maildrop.ts";
import { MarkedMaildrop } from "./marked_maildrop.ts";
import { answer, goodbye, type Outcome } from "./outcome.ts";
import { errWith, ok } from "./reply.ts";
import type { State } from "./state.ts";

/** An answer to an action. */
export type Answer =
  | { readonly about: "login"; readonly login: Login }
  | { readonly about: "maildrop"; readonly maildrop: Maildrop | "in use" | "unavailable" }
  | { readonly about: "content"; readonly content: "sent" | "unreadable" }
  | { readonly about: "removal"; readonly removal: "done" | "failed" };

const backToStart: State = { at: "authorization", user: null };

/** What an answer leads to in the state that asked. Throws if it is an answer to something else. */
export function outcomeOf(state: State, given: Answer): Outcome {
  if (given.about === "login" && state.at === "checking") return loggedIn(given.login);
  if (given.about === "maildrop" && state.at === "opening") return opened(given.maildrop);
  if (given.about === "removal" && state.at === "update") return goodbye(removed(given.removal));
  if (given.about === "content" && state.at === "sending") {
    const { next } = state;
    return given.content === "sent"
      ? { state: next }
      : { ...answer(errWith("SYS/TEMP", "The message cannot be read now")), state: next };
  }
  throw new Error(`Cannot take an answer about the ${given.about}: the state is ${state.at}`);
}

/** RFC 1939 §13: whether the user exists is not told. */
function loggedIn(login: Login): Outcome {
  switch (login.login) {
    case "granted":
      return { state: { at: "opening" }, action: { action: "open", account: login.account } };
    case "wrong":
      return { reply: errWith("AUTH", "Authentication failed"), state: backToStart };
    case "throttled":
      return { reply: errWith("SYS/TEMP", "Too many failures: try later"), state: backToStart };
    case "unavailable":
      return { reply: errWith("SYS/TEMP", "Logins cannot be checked now"), state: backToStart };
  }
}

function opened(maildrop: Maildrop | "in use" | "unavailable"): Outcome {
  if (maildrop === "in use") {
    return { reply: errWith("IN-USE", "Another session has the maildrop"), state: backToStart };
  }
  if (maildrop === "unavailable") {
    return { reply: errWith("SYS/TEMP", "The maildrop cannot be opened now"), state: backToStart };
  }
  const drop = new MarkedMaildrop(maildrop);
  return {
    reply: ok(`${drop.count} messages (${drop.size} octets)`),
    state: { at: "transaction", drop },
  };
}

/** RFC 1939 §6: the session ends either way. */
function removed(removal: "done" | "failed"): string {
  return removal === "done"
    ? ok("Goodbye: the deleted messages are gone")
    : errWith("SYS/TEMP", "The deleted messages could not be removed: all are still there");
}
