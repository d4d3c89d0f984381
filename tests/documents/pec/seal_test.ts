import { expect } from "expect";
import { Buffer } from "node:buffer";
import { createHash, createPrivateKey, sign } from "node:crypto";
import { acceptance } from "../../../adapters/documents/pec/acceptance.ts";
import { anomalyEnvelope } from "../../../adapters/documents/pec/anomaly_envelope.ts";
import { deliveryReceipt } from "../../../adapters/documents/pec/delivery_receipt.ts";
import { nonAcceptance } from "../../../adapters/documents/pec/non_acceptance.ts";
import { nonDelivery } from "../../../adapters/documents/pec/non_delivery.ts";
import { sealDocument } from "../../../adapters/documents/pec/seal.ts";
import { takeCharge } from "../../../adapters/documents/pec/take_charge.ts";
import { ANOMALIES } from "../../../adapters/documents/pec/texts.ts";
import { timeoutNotice } from "../../../adapters/documents/pec/timeout_notice.ts";
import { transportEnvelope } from "../../../adapters/documents/pec/transport_envelope.ts";
import { virusDetection } from "../../../adapters/documents/pec/virus_detection.ts";
import { virusNonAcceptance } from "../../../adapters/documents/pec/virus_non_acceptance.ts";
import { virusNonDelivery } from "../../../adapters/documents/pec/virus_non_delivery.ts";
import { certificatesFromPem } from "../../../adapters/documents/smime/pem.ts";
import { CmsSigner } from "../../../adapters/documents/smime/template_signer.ts";
import { Blobs, certified, issuer, original, plainSigner } from "./support.ts";

const hasOpenssl = await openssl(".", ["version"]).catch(() => "") !== "";

async function openssl(folder: string, args: readonly string[]): Promise<string> {
  const command = new Deno.Command("openssl", {
    args: [...args],
    cwd: folder,
    stdout: "piped",
    stderr: "piped",
  });
  const { success, stdout, stderr } = await command.output();
  if (!success) {
    throw new Error(`Cannot run openssl ${args[0]}: ${new TextDecoder().decode(stderr)}`);
  }
  return new TextDecoder().decode(stdout);
}

/** A signer whose certificate is issued by a CA in `ca.pem`. */
async function issueSigner(folder: string): Promise<CmsSigner> {
  const subject = (name: string) => ["-subj", `/C=IT/O=${name}/CN=${name}`];
  await openssl(folder, [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem"],
    ...["-days", "3650", ...subject("CA di prova")],
    ...["-addext", "keyUsage=critical,keyCertSign,cRLSign"],
  ]);
  await openssl(folder, [
    ...["req", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "request.pem"],
    ...subject(issuer.domain),
  ]);
  await Deno.writeTextFile(
    `${folder}/extensions`,
    `keyUsage=critical,digitalSignature\nsubjectAltName=email:${issuer.address}\n` +
      "extendedKeyUsage=emailProtection\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n",
  );
  await openssl(folder, [
    ...["x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key"],
    ...["-CAcreateserial", "-days", "3650", "-extfile", "extensions", "-out", "certificate.pem"],
  ]);
  const pem = async (name: string) => await Deno.readTextFile(`${folder}/${name}.pem`);
  const key = createPrivateKey(await pem("key"));
  const [certificate] = certificatesFromPem(await pem("certificate"));
  return await CmsSigner.create({
    certificate: certificate!,
    sign: (bytes) => Promise.resolve(new Uint8Array(sign("sha256", bytes, key))),
  }, certificatesFromPem(await pem("ca")));
}

const bruno = "bruno@beta.example";
const service = "servizio@beta.example";
const fault = { error: "altro", description: "x" } as const;
const everyNotice = [
  acceptance(issuer, certified),
  nonAcceptance(issuer, certified, fault),
  virusNonAcceptance(issuer, certified, "Eicar"),
  takeCharge(issuer, certified, service, [bruno]),
  nonDelivery(issuer, certified, bruno, fault),
  virusDetection(issuer, certified, service, bruno, "Eicar"),
  virusNonDelivery(issuer, certified, bruno, "Eicar"),
  timeoutNotice(issuer, certified, bruno, 12),
  timeoutNotice(issuer, certified, bruno, 24),
];
const { at, sender, subject } = certified;
const arrival = { at, sender, recipients: [bruno], subject };

Deno.test({
  name: "openssl verifies every kind of document (needs openssl)",
  ignore: !hasOpenssl,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const signer = await issueSigner(folder);
      const blobs = new Blobs();
      const source = blobs.source(`${original}Perch\xe9?\r\n`);
      const envelope = await blobs.render(
        await transportEnvelope(issuer, certified, "completa", source, blobs.read),
        signer,
      );
      const postacert = envelope.source.root.children[0]!.children[2]!;
      const delivery = { recipient: "bruno@beta.example", receipt: "completa" } as const;
      const receipt = await blobs.render(
        await deliveryReceipt(issuer, certified, delivery, envelope.source, postacert, blobs.read),
        signer,
      );
      const anomaly = await blobs.render(
        await anomalyEnvelope(issuer, arrival, ANOMALIES.ordinary, source, blobs.read),
        signer,
      );
      const notices = await Promise.all(
        everyNotice.map((unsigned) => blobs.render(unsigned, signer)),
      );
      const [accepted] = notices;
      if (!accepted) throw new Error("Cannot go on: there is no notice");
      for (const { bytes } of [envelope, receipt, anomaly, ...notices]) {
        await Deno.writeFile(`${folder}/document.eml`, bytes);
        await openssl(folder, [
          ...["cms", "-verify", "-in", "document.eml", "-CAfile", "ca.pem"],
          ...["-purpose", "smimesign", "-out", "content"],
        ]);
      }
      const tampered = accepted.text.replace("Identificativo", "identificativo");
      await Deno.writeTextFile(`${folder}/document.eml`, tampered);
      const verify = ["cms", "-verify", "-in", "document.eml", "-CAfile", "ca.pem", "-out", "c"];
      await expect(openssl(folder, verify)).rejects.toThrow("Cannot run openssl cms");
      const again = await blobs.render(acceptance(issuer, certified), signer);
      expect(again.document).toEqual(accepted.document);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("new bytes are one blob; the rope has no two slices that are one", async () => {
  const blobs = new Blobs();
  const source = blobs.source(original);
  const unsigned = await transportEnvelope(issuer, certified, "completa", source, blobs.read);
  const document = await sealDocument(unsigned, plainSigner, blobs.read);
  const own = document.inline[0]!.sha256;
  const there = source.rope[0]!.blob;
  expect(document.inline.length).toBe(1);
  // Head, original before its Message-ID, the id, original after it, reference, body, tail.
  expect(document.rope.map(({ blob }) => blob)).toEqual([own, there, own, there, own, there, own]);
  expect(document.rope.every(({ length }) => length > 0)).toBe(true);
});

Deno.test("the instant that is certified is the instant that is signed", async () => {
  const times: number[] = [];
  await sealDocument(acceptance(issuer, certified), {
    sign: (digest, time) => {
      times.push(time);
      return plainSigner.sign(digest, time);
    },
  }, new Blobs().read);
  expect(times).toEqual([certified.at]);
});

Deno.test("the seal is what the signer has given, and the digest of what is signed", async () => {
  const blobs = new Blobs();
  const unsigned = acceptance(issuer, certified);
  const { seal, rope, inline } = await sealDocument(unsigned, plainSigner, blobs.read);
  const signed = Buffer.concat(unsigned.signed.map((segment) => segment as Uint8Array));
  const digest = createHash("sha256").update(signed).digest();
  expect(seal).toEqual({
    certificate: "0".repeat(64),
    digest: digest.toString("hex"),
    at: certified.at,
    own: createHash("sha256").update(await blobs.bytes(rope, inline)).digest("hex"),
    signature: digest.toString("base64"),
  });
});
