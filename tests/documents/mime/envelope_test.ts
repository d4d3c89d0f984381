/**
 * The shape in which certified mail travels between providers.
 *
 * @module
 */
import { expect } from "expect";
import { decodedText, field, fileName } from "../../../adapters/documents/mime/headers.ts";
import { decodeBody } from "../../../adapters/documents/mime/transfer.ts";
import { bodyOf, crlf, octetsOf, scan, scanInPieces, shapeOf, wholeOf } from "./support.ts";

const ORIGINAL = crlf(
  'From: "Anna" <anna@alfa.example>',
  "To: bruno@beta.example",
  "Subject: =?UTF-8?Q?Citt=C3=A0?=",
  "Content-Type: multipart/mixed;",
  '\tboundary="_=__=_1692373033.2A.42"',
  "",
  "",
  "--_=__=_1692373033.2A.42",
  "Content-Type: text/plain; charset=utf-8",
  "Content-Transfer-Encoding: base64",
  "",
  "Q2l0dMOgCg==",
  "",
  "--_=__=_1692373033.2A.42",
  'Content-Type: text/plain; name="=?utf-8?Q?due=5F2022.txt?="',
  'Content-Disposition: attachment; filename="=?utf-8?Q?due=5F2022.txt?="',
  "",
  "due",
  "--_=__=_1692373033.2A.42--",
  "",
);

// Boundaries of hyphens, one the beginning of another, as OpenSSL and Perl's MIME::Entity make them.
const SIGNED_CONTENT = crlf(
  'Content-Type: multipart/mixed; boundary="----------=_1692373034-75133-53"',
  "Content-Transfer-Encoding: binary",
  "",
  "------------=_1692373034-75133-53",
  "Content-Type: multipart/alternative;",
  ' boundary="----------=_1692373034-75133-539"',
  "Content-Transfer-Encoding: binary",
  "",
  "------------=_1692373034-75133-539",
  'Content-Type: text/plain; charset="iso-8859-1"',
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "--Questo =E8 un messaggio di posta certificata--",
  "",
  "",
  "------------=_1692373034-75133-539",
  'Content-Type: text/html; charset="iso-8859-1"',
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "<p>=E8</p>",
  "------------=_1692373034-75133-539--",
  "",
  "------------=_1692373034-75133-53",
  'Content-Type: application/xml; name="daticert.xml"',
  'Content-Disposition: inline; filename="daticert.xml"',
  "Content-Transfer-Encoding: base64",
  "",
  "PHBvc3RhY2VydC8+",
  "",
  "------------=_1692373034-75133-53",
  'Content-Type: message/rfc822; name="postacert.eml"',
  'Content-Disposition: inline; filename="postacert.eml"',
  "Content-Transfer-Encoding: 7bit",
  "",
  ORIGINAL,
  "------------=_1692373034-75133-53--",
  "",
);

const ENVELOPE = crlf(
  'From: "Per conto di: anna@alfa.example" <posta-certificata@alfa.example>',
  "Subject: POSTA CERTIFICATA: =?UTF-8?Q?Citt=C3=A0?=",
  "X-Trasporto: posta-certificata",
  'Content-Type: multipart/signed; protocol="application/x-pkcs7-signature"; micalg="sha-256";',
  ' boundary="----B94FD2A89E86E94B7AE78E0A1C965325"',
  "",
  "This is an S/MIME signed message",
  "",
  "------B94FD2A89E86E94B7AE78E0A1C965325",
  SIGNED_CONTENT,
  "------B94FD2A89E86E94B7AE78E0A1C965325",
  'Content-Type: application/x-pkcs7-signature; name="smime.p7s"',
  "Content-Transfer-Encoding: base64",
  'Content-Disposition: attachment; filename="smime.p7s"',
  "",
  "MIAGCSqGSIb3DQEHAqCAMIACAQE=",
  "",
  "------B94FD2A89E86E94B7AE78E0A1C965325--",
  "",
  "",
);

Deno.test("the envelope's parts are found, however it is cut", () => {
  const root = scan(ENVELOPE);
  expect(shapeOf(root)).toBe(
    "multipart/signed(multipart/mixed(multipart/alternative(text/plain,text/html)," +
      "application/xml,message/rfc822(multipart/mixed(text/plain,text/plain)))," +
      "application/x-pkcs7-signature)",
  );
  for (const size of [1, 3, 17]) expect(scanInPieces(ENVELOPE, size)).toEqual(root);
});

Deno.test("signed content and original come out byte for byte", () => {
  const [content, signature] = scan(ENVELOPE).children;
  expect(wholeOf(ENVELOPE, content!)).toBe(SIGNED_CONTENT);
  const postacert = content!.children[2]!;
  expect(bodyOf(ENVELOPE, postacert)).toBe(ORIGINAL);
  expect(wholeOf(ENVELOPE, postacert.children[0]!)).toBe(ORIGINAL);
  expect(bodyOf(ENVELOPE, signature!)).toBe("MIAGCSqGSIb3DQEHAqCAMIACAQE=\r\n");
});

Deno.test("contents and names are read", () => {
  const root = scan(ENVELOPE);
  const [alternative, daticert, postacert] = root.children[0]!.children;
  const text = (part: typeof root) =>
    new TextDecoder().decode(decodeBody(part.encoding, octetsOf(bodyOf(ENVELOPE, part))));
  expect(decodedText(field(root, "subject")!)).toBe("POSTA CERTIFICATA: Città");
  expect(alternative!.children[0]!.parameters.get("charset")).toBe("iso-8859-1");
  expect(text(daticert!)).toBe("<postacert/>");
  expect([fileName(daticert!), fileName(postacert!)]).toEqual(["daticert.xml", "postacert.eml"]);
  const [body, attachment] = postacert!.children[0]!.children;
  expect(text(body!)).toBe("Città\n");
  expect(fileName(attachment!)).toBe("due_2022.txt");
  expect(fileName(body!)).toBe(undefined);
});
