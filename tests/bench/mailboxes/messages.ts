/**
 * The messages that both servers hold: the same at every run.
 *
 * @module
 */

/** In the subject of one message in {@linkcode EVERY}, and nowhere else. */
export const RARE_SUBJECT = "ornitorinco";
/** In the text of one message in {@linkcode EVERY}, and nowhere else. */
export const RARE_TEXT = "salamandra";
/** How seldom the words that are searched for occur. */
export const EVERY = 1000;

const WORDS = [
  ..."accettazione allegato avviso casella certificata comune comunicazione consegna contratto"
    .split(" "),
  ..."data decreto destinatario documento domicilio fattura firma gestore istanza mittente".split(
    " ",
  ),
  ..."notifica oggetto posta pratica protocollo provvedimento ricevuta richiesta termine".split(
    " ",
  ),
];

const encoder = new TextEncoder();

/** Message `number`, of `size` octets and not much more. */
export function messageOf(number: number, size: number): Uint8Array<ArrayBuffer> {
  const word = wordsFrom(number + 1);
  const rareSubject = number % EVERY === 7 ? ` ${RARE_SUBJECT}` : "";
  const seconds = String(number % 60).padStart(2, "0");
  const minutes = String(Math.floor(number / 60) % 60).padStart(2, "0");
  const head = [
    `Received: from mx.alfa.example (mx.alfa.example [192.0.2.1]) by mail.beta.example;`,
    ` Sat, 21 Nov 2026 10:${minutes}:${seconds} +0100`,
    `Date: Sat, 21 Nov 2026 10:${minutes}:${seconds} +0100`,
    `From: "Mittente ${number % 97}" <mittente${number % 97}@alfa.example>`,
    `To: "Destinatario" <destinatario@beta.example>`,
    `Cc: altri${number % 13}@beta.example`,
    `Subject: Pratica ${number} ${word()} ${word()}${rareSubject}`,
    `Message-ID: <pratica-${number}@alfa.example>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 7bit",
  ];
  let text = `${head.join("\r\n")}\r\n\r\n`;
  if (number % EVERY === 13) text += `In questa riga sta la parola ${RARE_TEXT}.\r\n`;
  while (text.length < size) text += `${Array.from({ length: 8 }, word).join(" ")}\r\n`;
  return encoder.encode(text);
}

/** Words as if by chance, the same for the same seed: a linear congruential generator. */
function wordsFrom(seed: number): () => string {
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return WORDS[(state >>> 16) % WORDS.length]!;
  };
}
