/**
 * Why a caller is turned away.
 *
 * @module
 */
import type { Instant } from "../../../events/instant.ts";
import { liesIn } from "../../accounts/app_passwords.ts";
import type { Client, Credential } from "../../storage/clients.ts";
import type { Text } from "../language.ts";
import { Problem } from "../problem.ts";
import { textOfInstant } from "../schemas.ts";

/** Nothing was shown at all. */
export function noCredentials(): Problem {
  return unauthenticated("Bearer", {
    en: "Send an API key or an access token as `Authorization: Bearer …`, or a certificate that " +
      "is registered with the provider",
    it: "Manda una chiave API o un token in `Authorization: Bearer …`, oppure un certificato " +
      "registrato presso il gestore",
  });
}

/** What was shown is nobody's. Which part of it is wrong is not told. */
export function wrongCredentials(): Problem {
  return unauthenticated(INVALID_TOKEN, {
    en: "Nobody has these credentials. Check that the key or the token is complete",
    it: "Queste credenziali non sono di nessuno. Controlla che la chiave o il token sia completo",
  });
}

/** It was right until then. */
export function expiredToken(): Problem {
  return unauthenticated(INVALID_TOKEN, {
    en: "The access token has expired. Get another one at /v1/oauth/token",
    it: "Il token di accesso è scaduto. Chiedine un altro a /v1/oauth/token",
  });
}

/** The certificate's own dates are against it. */
export function certificateOutOfDate(): Problem {
  return unauthenticated("Bearer", {
    en: "The certificate is not valid now. Have a valid one registered with the provider",
    it: "Il certificato ora non è valido. Fai registrare presso il gestore un certificato valido",
  });
}

/** Too much that was wrong came from one network. Seconds until it is forgotten. */
export function tooManyFailures(retryAfter: number): Problem {
  return new Problem("rate-limited", {
    detail: {
      en: "Too many wrong credentials came from your network. Stop what sends them, then try " +
        "again later; right credentials are served meanwhile",
      it: "Troppe credenziali errate dalla tua rete. Ferma chi le manda e riprova più tardi; " +
        "intanto quelle giuste continuano a funzionare",
    },
    retryAfter,
  });
}

/** Whether a credential has expired or was revoked. */
export function hasEnded(
  credential: Credential,
  now: Instant,
): credential is Credential & { readonly expires: Instant } {
  return credential.expires !== null && credential.expires <= now;
}

/** Why right credentials don't help; null where they do. */
export function refusalOf(
  shown: Credential,
  client: Client | null,
  address: string,
  now: Instant,
): Problem | null {
  const { credential, networks } = shown;
  if (hasEnded(shown, now)) {
    const since = textOfInstant(shown.expires);
    return unauthenticated(INVALID_TOKEN, {
      en: `The credential ${credential} does not work since ${since}. Use the one that took over ` +
        "from it, or have the provider add one",
      it: `La credenziale ${credential} non vale più dal ${since}. Usa quella che l'ha ` +
        "sostituita, o fanne aggiungere una dal gestore",
    });
  }
  if (client?.status !== "active") {
    return forbidden({
      en: "The client is suspended: none of its credentials works. Ask the provider",
      it: "Il client è sospeso: nessuna sua credenziale funziona. Rivolgiti al gestore",
    });
  }
  if (networks === null || liesIn(address, networks)) return null;
  return forbidden({
    en: `The credential ${credential} does not work from ${address}. Call from one of its ` +
      "networks, or have one added that may",
    it: `La credenziale ${credential} non vale da ${address}. Chiama da una delle sue reti, o ` +
      "fanne aggiungere una che lo consenta",
  });
}

const INVALID_TOKEN = 'Bearer error="invalid_token"';

/** RFC 6750 §3: the answer names the scheme, and an error where something was shown. */
function unauthenticated(challenge: string, detail: Text): Problem {
  return new Problem("unauthenticated", { detail, headers: { "www-authenticate": challenge } });
}

function forbidden(detail: Text): Problem {
  return new Problem("forbidden", { detail });
}
