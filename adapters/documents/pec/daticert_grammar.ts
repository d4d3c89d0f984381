/**
 * The grammar of daticert.xml (RFC 6109 §4.4). It stays here: documents carry no DOCTYPE.
 *
 * @module
 */

/** The document type definition. Element order is normative. */
export const DATICERT_GRAMMAR = `
<!ELEMENT postacert (intestazione, dati)>
<!ATTLIST postacert
  tipo (accettazione | non-accettazione | presa-in-carico | avvenuta-consegna | posta-certificata |
        errore-consegna | preavviso-errore-consegna | rilevazione-virus) #REQUIRED
  errore (nessuno | no-dest | no-dominio | virus | altro) "nessuno">
<!ELEMENT intestazione (mittente, destinatari+, risposte, oggetto?)>
<!ELEMENT mittente (#PCDATA)>
<!ELEMENT destinatari (#PCDATA)>
<!ATTLIST destinatari tipo (certificato | esterno) "certificato">
<!ELEMENT risposte (#PCDATA)>
<!ELEMENT oggetto (#PCDATA)>
<!ELEMENT dati (gestore-emittente, data, identificativo, msgid?, ricevuta?, consegna?, ricezione*,
                errore-esteso?)>
<!ELEMENT gestore-emittente (#PCDATA)>
<!ELEMENT data (giorno, ora)>
<!ATTLIST data zona CDATA #REQUIRED>
<!ELEMENT giorno (#PCDATA)>
<!ELEMENT ora (#PCDATA)>
<!ELEMENT identificativo (#PCDATA)>
<!ELEMENT msgid (#PCDATA)>
<!ELEMENT ricevuta EMPTY>
<!ATTLIST ricevuta tipo (completa | breve | sintetica) #REQUIRED>
<!ELEMENT consegna (#PCDATA)>
<!ELEMENT ricezione (#PCDATA)>
<!ELEMENT errore-esteso (#PCDATA)>
`;
