/**
 * What the API answers where it cannot do what it was asked: problem documents (RFC 9457) with
 * stable types, in the caller's language.
 *
 * @module
 */
import type { z } from "zod";
import type { Language, Text } from "./language.ts";
import type { problemSchema } from "./schemas.ts";

/** Every type of problem: its status and its title. The names never change their meaning. */
export const PROBLEM_TYPES = {
  "invalid-request": problemType(400, "The request is malformed", "La richiesta non è valida"),
  "unauthenticated": problemType(
    401,
    "No valid credentials were shown",
    "Mancano credenziali valide",
  ),
  "forbidden": problemType(
    403,
    "The credentials do not allow this",
    "Le credenziali non lo consentono",
  ),
  "not-found": problemType(404, "There is no such thing", "La risorsa non esiste"),
  "method-not-allowed": problemType(
    405,
    "The resource knows no such method",
    "Metodo non ammesso per la risorsa",
  ),
  "not-acceptable": problemType(
    406,
    "No form of the answer is acceptable to the caller",
    "Nessun formato della risposta è accettabile per il chiamante",
  ),
  "conflict": problemType(409, "The state of the resource is against it", "Stato in conflitto"),
  "gone": problemType(410, "It is there no more", "La risorsa non esiste più"),
  "precondition-failed": problemType(
    412,
    "The resource has changed meanwhile",
    "La risorsa è cambiata nel frattempo",
  ),
  "too-large": problemType(413, "The content is too large", "Il contenuto è troppo grande"),
  "unsupported-media-type": problemType(
    415,
    "The content is of no type that is taken here",
    "Tipo di contenuto non ammesso",
  ),
  "invalid-content": problemType(
    422,
    "The content breaks a rule",
    "Il contenuto viola una regola",
  ),
  "idempotency-key-reused": problemType(
    422,
    "The idempotency key was used for another request",
    "La chiave di idempotenza è già servita a un'altra richiesta",
  ),
  "precondition-required": problemType(
    428,
    "The request must name the state that it changes",
    "La richiesta deve indicare lo stato che modifica",
  ),
  "rate-limited": problemType(429, "Too many requests", "Troppe richieste"),
  "internal": problemType(500, "The system has failed", "Errore del sistema"),
  "unavailable": problemType(
    503,
    "The system cannot do this now",
    "Il sistema non può farlo in questo momento",
  ),
} as const satisfies Readonly<Record<string, ProblemType>>;

/** What all problems of a type share. */
export interface ProblemType {
  readonly status: number;
  readonly title: Text;
}

/** The name of a type of problem. */
export type ProblemName = keyof typeof PROBLEM_TYPES;

/** One thing that is wrong with a request, and what to do about it. */
export interface Fault {
  /** A field of the JSON body (RFC 6901). */
  readonly pointer?: string;
  /** A parameter of the path or the query. */
  readonly parameter?: string;
  /** A header field. */
  readonly header?: string;
  readonly detail: Text;
}

/** What a problem may say beyond its type. */
export interface ProblemDetails {
  /** What is the matter, and the remedy. No secrets. */
  readonly detail: Text;
  /** At most 20 are told. */
  readonly faults?: readonly Fault[];
  /** Seconds after which another try may succeed. */
  readonly retryAfter?: number;
  /** Further header fields of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by whoever cannot do what was asked; the API answers with its document. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly type: ProblemName;
  readonly details: ProblemDetails;

  constructor(type: ProblemName, details: ProblemDetails) {
    super(details.detail.en);
    this.type = type;
    this.details = details;
  }
}

/** Where the type of a problem is explained. */
export const PROBLEMS_PATH = "/v1/problems";

/** The most faults of one request that are told. */
export const MOST_FAULTS = 20;

/** The document of a problem. */
export function problemDocument(
  { type, details: { detail, faults } }: Problem,
  language: Language,
  requestId: string,
): z.output<typeof problemSchema> {
  const { status, title } = PROBLEM_TYPES[type];
  const errors = faults?.slice(0, MOST_FAULTS)
    .map((fault) => ({ ...fault, detail: fault.detail[language] }));
  return {
    type: `${PROBLEMS_PATH}/${type}`,
    title: title[language],
    status,
    detail: detail[language],
    instance: `urn:uuid:${requestId}`,
    ...(errors ? { errors } : {}),
  };
}

/** The answer for a problem. */
export function problemResponse(
  problem: Problem,
  language: Language,
  requestId: string,
): Response {
  const { retryAfter, headers } = problem.details;
  const document = problemDocument(problem, language, requestId);
  return new Response(JSON.stringify(document), {
    status: document.status,
    headers: {
      "content-type": "application/problem+json",
      "content-language": language,
      ...(retryAfter === undefined ? {} : { "retry-after": String(Math.ceil(retryAfter)) }),
      ...headers,
    },
  });
}

function problemType(status: number, en: string, it: string): ProblemType {
  return { status, title: { en, it } };
}
