import { expect } from "expect";
import { dkimRecordText, newDkimKey, openDkimKey } from "../../../adapters/documents/dkim/key.ts";
import { dkimSignature } from "../../../adapters/documents/dkim/signature.ts";
import { octetsOf } from "../../../adapters/documents/mime/octets.ts";
import { toPem } from "../../../adapters/documents/smime/pem.ts";
import { crlf, scan } from "../mime/support.ts";

Deno.test("dkim key: a new one can be opened, and each is another", async () => {
  const one = await openDkimKey(await newDkimKey());
  const other = await openDkimKey(await newDkimKey());
  expect(one.algorithm).toBe("rsa-sha256");
  expect(one.publicKey).not.toBe(other.publicKey);
  expect(dkimRecordText(one)).toBe(`v=DKIM1; k=rsa; p=${one.publicKey}`);
});

// RFC 8463 appendix A.
const SECRET = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
const PUBLIC = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
const BODY_HASH = "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=";
const MESSAGE = crlf(
  "From: Joe SixPack <joe@football.example.com>",
  "To: Suzie Q <suzie@shopping.example.net>",
  "Subject: Is dinner ready?",
  "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)",
  "Message-ID: <20030712040037.46341.5F8J@football.example.com>",
  "",
  "Hi.",
  "",
  "We lost the game.  Are you hungry yet?",
  "",
  "Joe.",
  "",
);

Deno.test("dkim key: public key and body hash of RFC 8463 appendix A", async () => {
  // RFC 8410 §7: PKCS#8 around the 32 octets of the secret.
  const prefix = Uint8Array.fromHex("302e020100300506032b657004220420");
  const pkcs8 = Uint8Array.from([...prefix, ...Uint8Array.fromBase64(SECRET)]);
  const key = await openDkimKey(toPem("PRIVATE KEY", pkcs8));
  expect(dkimRecordText(key)).toBe(`v=DKIM1; k=ed25519; p=${PUBLIC}`);
  const root = scan(MESSAGE);
  async function* body() {
    yield octetsOf(MESSAGE.slice(root.bodyStart));
  }
  const signer = { domain: "football.example.com", selector: "brisbane", key };
  const field = await dkimSignature(signer, { header: root.header, body: body(), at: 0 });
  expect(field).toContain("a=ed25519-sha256;");
  expect(field).toContain(`bh=${BODY_HASH};`);
});

async function pemOf(parameters: RsaHashedKeyGenParams | EcKeyGenParams): Promise<string> {
  const pair = await crypto.subtle.generateKey(parameters, true, ["sign", "verify"]);
  const { privateKey } = pair as CryptoKeyPair;
  return toPem("PRIVATE KEY", new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey)));
}

Deno.test("dkim key: refuses keys that receivers refuse", async () => {
  const short = await pemOf({
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 1024,
    publicExponent: Uint8Array.of(1, 0, 1),
  });
  await expect(openDkimKey(short)).rejects.toThrow(
    "Cannot use the DKIM key: it has 1024 bits, and 2048 are wanted",
  );
  const ec = await pemOf({ name: "ECDSA", namedCurve: "P-256" });
  await expect(openDkimKey(ec)).rejects.toThrow(
    "it is of type ec, neither rsa nor ed25519",
  );
  await expect(openDkimKey("nothing")).rejects.toThrow("the PEM text holds 0, not one");
});
