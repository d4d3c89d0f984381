/**
 * A lean client of the API: one connection that is kept, a message in JSON after the other.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { Agent, request } from "node:https";
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
  readonly #agent: Agent;
  readonly #attachment: string;
  #made = 0;

  /** @param size octets of a message. */
  constructor(door: ApiDoor, sender: string, size: number) {
    this.#door = door;
    this.#sender = sender;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1, ca: door.authority });
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
    const { status, body } = await this.#post(JSON.stringify(draft));
    if (status !== 202) return { refusal: `${status} ${body}` };
    const { pec_id } = JSON.parse(body) as { pec_id: string };
    return { pecId: pec_id };
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(body: string): Promise<{ status: number; body: string }> {
    const { host, port, key } = this.#door;
    return new Promise((resolve, reject) => {
      const posted = request({
        host,
        port,
        agent: this.#agent,
        method: "POST",
        path: "/v1/messages",
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "idempotency-key": crypto.randomUUID(),
        },
      }, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => text += chunk);
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: text }));
        answer.on("error", reject);
      });
      posted.on("error", reject);
      posted.end(body);
    });
  }
}
