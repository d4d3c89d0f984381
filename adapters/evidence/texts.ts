/**
 * What lies beside the evidence for people to read.
 *
 * @module
 */

const FILES = `
message/original.eml      il messaggio come inviato / the message as submitted
message/envelope.eml      la busta di trasporto / the transport envelope
documents/                ricevute e avvisi, byte per byte / receipts and notices, byte for byte
log/events.json           gli eventi del registro con le prove / events of the log with proofs
log/checkpoint            la testa firmata del registro / the log's signed head
log/stamps/               marche temporali RFC 3161 / RFC 3161 time stamps
certificates/ revocation/ directory/
                          certificati, revoche, voci dell'indice dei gestori /
                          certificates, revocation, entries of the providers' index
manifest.json, manifest.p7s
                          l'elenco dei file, firmato dal gestore / the list of files, signed
sintesi.pdf               copia di cortesia / courtesy copy
`;

const COMMANDS = `
  sha256sum FILE
  openssl cms -verify -binary -inform DER -in manifest.p7s -content manifest.json \\
    -CAfile ROOTS.pem -purpose any -out /dev/null
  openssl cms -verify -in documents/FILE.eml -CAfile ROOTS.pem -out /dev/null
  openssl ts -verify -data log/stamps/01.note -in log/stamps/01.tst -token_in \\
    -CAfile TSA-ROOTS.pem
`;

/** In Italian. */
export const LEGGIMI = `EVIDENZE DI POSTA ELETTRONICA CERTIFICATA

Questa cartella prova che cosa è accaduto a un messaggio PEC, o a una casella in un periodo. Chiunque
può verificarla, senza rete e senza fidarsi di chi la esibisce; servono solo i certificati radice
delle autorità di certificazione. Il file sintesi.pdf è una copia di cortesia: non prova nulla.
${FILES}
VERIFICA
Con Ceralacca: «ceralacca verify FILE.zip --trust ROOTS.pem --timestamp-roots TSA-ROOTS.pem», oppure
la pagina verifier.html, che funziona senza rete.
Con altri strumenti, prima si confrontano gli SHA-256 dei file con quelli di manifest.json, poi:
${COMMANDS}
Ogni evento di log/events.json è una foglia di un albero RFC 9162: il suo impegno è l'HMAC-SHA-256,
con la chiave "key", di [position,stream,version,number,form,at] in JSON, un a capo e il testo di
"data"; "proof" porta dalla foglia alla radice che sta in log/checkpoint. La chiave del registro sta
in manifest.json ("logKey"), che il gestore ha firmato.

Contiene dati personali: va custodita come il messaggio stesso.
`;

/** In English. */
export const README = `EVIDENCE OF CERTIFIED ELECTRONIC MAIL (PEC)

This folder proves what happened to a PEC message, or to a mailbox within a period. Anyone can
verify it, offline and without trusting whoever shows it; only the root certificates of the
certification authorities are needed. The file sintesi.pdf is a courtesy copy: it proves nothing.
${FILES}
VERIFICATION
With Ceralacca: "ceralacca verify FILE.zip --trust ROOTS.pem --timestamp-roots TSA-ROOTS.pem", or the
page verifier.html, which works offline.
With other tools, first compare the SHA-256 of the files with those in manifest.json, then:
${COMMANDS}
Each event in log/events.json is a leaf of an RFC 9162 tree: its commitment is the HMAC-SHA-256,
under "key", of [position,stream,version,number,form,at] as JSON, a line feed, and the text of
"data"; "proof" leads from the leaf to the root in log/checkpoint. The key of the log stands in
manifest.json ("logKey"), which the provider has signed.

It holds personal data: keep it as you keep the message itself.
`;
