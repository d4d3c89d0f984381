/**
 * Why something cannot be done with an upload, and the remedy.
 *
 * @module
 */
import { HOUR } from "../../../events/instant.ts";
import { Problem } from "../problem.ts";
import { KEPT, MOST_BYTES_OF_CLIENT, MOST_UPLOADS } from "./limits.ts";
import type { Upload } from "./table.ts";

const HOURS = KEPT / HOUR;
const GIBIBYTES = MOST_BYTES_OF_CLIENT / 1024 ** 3;
/** Seconds after which whoever writes an upload may be done, or found to be gone. */
const SOON = 5;

/** There is none, or it is another client's: which of the two is nobody's business. */
export function unknownUpload(): Problem {
  return new Problem("not-found", {
    detail: {
      en:
        `There is no such upload. Each is removed ${HOURS} hours after its last change, or when ` +
        "its digest is wrong: begin a new one with POST /v1/uploads",
      it: `Il caricamento non esiste. Viene rimosso ${HOURS} ore dopo l'ultima modifica, o se ` +
        "l'impronta è errata: iniziane uno nuovo con POST /v1/uploads",
    },
  });
}

/** Another request writes it. */
export function busyUpload(): Problem {
  return new Problem("conflict", {
    detail: {
      en: "Another request is writing this upload. Wait for it, then ask for the offset",
      it: "Un'altra richiesta sta scrivendo questo caricamento. Attendi, poi chiedi l'offset",
    },
    retryAfter: SOON,
  });
}

/** The caller means another offset than there is. */
export function otherOffset({ offset }: Upload): Problem {
  const detail = {
    en: `The upload has ${offset} octets: go on there`,
    it: `Il caricamento ha ${offset} ottetti: riprendi da lì`,
  };
  return new Problem("conflict", {
    detail,
    faults: [{ header: "Upload-Offset", detail }],
    headers: { "upload-offset": String(offset) },
  });
}

/** More has come than was declared. */
export function tooManyBytes({ size, offset }: Upload): Problem {
  return new Problem("too-large", {
    detail: {
      en: `The upload was declared with ${size} octets; of this request nothing is kept`,
      it:
        `Il caricamento è stato dichiarato di ${size} ottetti; di questa richiesta non resta nulla`,
    },
    headers: { "upload-offset": String(offset) },
  });
}

/** The body has ended before its time. Mostly nobody is there any more to read this. */
export function brokenOff(offset: number): Problem {
  return new Problem("invalid-request", {
    detail: {
      en: `The body has broken off; the upload has ${offset} octets now: go on there`,
      it: `Il contenuto si è interrotto; il caricamento ha ora ${offset} ottetti: riprendi da lì`,
    },
    headers: { "upload-offset": String(offset) },
  });
}

/** What has come is not what was declared. */
export function wrongDigest(found: string): Problem {
  return new Problem("invalid-content", {
    detail: {
      en: `The SHA-256 of what has come is ${found}, not what was declared. The upload is void: ` +
        "begin a new one",
      it: `L'impronta SHA-256 di quanto ricevuto è ${found}, non quella dichiarata. Il ` +
        "caricamento è annullato: iniziane uno nuovo",
    },
  });
}

/** A file that no message could carry. */
export function tooLarge(most: number): Problem {
  const detail = {
    en: `A file may have ${most} octets, so that it fits into a message: divide or compress it`,
    it: `Un file può avere ${most} ottetti, per stare in un messaggio: dividilo o comprimilo`,
  };
  return new Problem("too-large", { detail, faults: [{ pointer: "/size", detail }] });
}

/** The client has all the uploads that it may have. */
export function tooManyUploads(): Problem {
  return new Problem("conflict", {
    detail: {
      en: `A client may have ${MOST_UPLOADS} uploads with ${GIBIBYTES} GiB together. Remove what ` +
        `is not needed (GET /v1/uploads, DELETE /v1/uploads/{id}), or wait ${HOURS} hours`,
      it:
        `Un client può avere ${MOST_UPLOADS} caricamenti per ${GIBIBYTES} GiB in tutto. Rimuovi ` +
        `quelli inutili (GET /v1/uploads, DELETE /v1/uploads/{id}) o attendi ${HOURS} ore`,
    },
  });
}

/** There is no room for uploads, whoever asks. */
export function noRoom(): Problem {
  return new Problem("unavailable", {
    detail: {
      en: "There is no room for uploads now. Try again later",
      it: "Al momento non c'è spazio per i caricamenti. Riprova più tardi",
    },
    retryAfter: 600,
  });
}

/** A message attaches what is not there, or not yet. */
export function notAttachable(upload: Upload | null): Problem {
  const detail = upload === null
    ? {
      en: "There is no such upload: begin it with POST /v1/uploads",
      it: "Il caricamento non esiste: inizialo con POST /v1/uploads",
    }
    : {
      en: `The upload has ${upload.offset} of ${upload.size} octets: complete it first`,
      it: `Il caricamento ha ${upload.offset} ottetti su ${upload.size}: completalo prima`,
    };
  return new Problem("invalid-content", { detail });
}
