/**
 * A lean client of the API: one connection that is kept, a message in JSON after the other, by
 * `fetch` as partners' programs do.
 *
 * @module
 */
import type { Submitted, Submitter } from "./submitter.ts";

/** The API, as one sender calls it. */
export interface ApiDoor {
  readonly host: string;
  readonly port: number;
  readonly key: string;
  /** PEM. */
  readonly authority: string;
}

/** What is not the attachment, about: header, text, and what base64 adds. */
const REST = 700;

/** A sender that uses the API. */
export class ApiSubmitter implements Submitter {
  readonly #door: ApiDoor;
  readonly #sender: string;
  readonly #client: Deno.HttpClient;
  readonly #attachment: string;
  #made = 0;

  /** @param size octets of a message. */
  constructor(door: ApiDoor, sender: string, size: number) {
    this.#door = door;
    this.#sender = sender;
    this.#client = Deno.createHttpClient({ caCerts: [door.authority] });
    const bytes = crypto.getRandomValues(new Uint8Array(Math.floor((size - REST) * 57 / 78)));
    this.#attachment = bytes.toBase64();
  }

  async submit(recipients: readonly string[]): Promise<Submitted> {
    const number = ++this.#made;
    const draft = {
      from: this.#sender,
      to: recipients,
      subject: `Perché no? Documento n. ${number}`,
      text: `Buongiorno, in allegato il documento n. ${number}.`,
      attachments: [{
        filename: "documento.pdf",
        content_type: "application/pdf",
        content: this.#attachment,
      }],
    };
    const { host, port, key } = this.#door;
    const answer = await fetch(`https://${host}:${port}/v1/messages`, {
      client: this.#client,
      method: "POST",
      headers: {
        "authorization": `Bearer ${key}`,
        "content-type": "application/json",
        "idempotency-key": crypto.randomUUID(),
      },
      body: JSON.stringify(draft),
    });
    const body = await answer.text();
    if (answer.status !== 202) return { refusal: `${answer.status} ${body}` };
    const { pec_id } = JSON.parse(body) as { pec_id: string };
    return { pecId: pec_id };
  }

  close(): void {
    this.#client.close();
  }
}
