/**
 * The words of the page for holders, in both languages.
 *
 * @module
 */

/** What the page says in one language. */
export interface PageTexts {
  /** BCP 47. */
  readonly language: "it" | "en";
  readonly name: string;
  readonly title: string;
  readonly userName: string;
  /** The local part of an example. */
  readonly somebody: string;
  readonly password: string;
  readonly table: string;
  readonly columns: readonly [service: string, server: string, port: string, security: string];
  readonly imap: string;
  readonly pop3: string;
  readonly submission: string;
  readonly automatic: string;
  readonly programs: string;
  readonly apple: string;
  readonly address: string;
  readonly download: string;
}

/** Italian first: the provider's holders are. */
export const PAGE_TEXTS: readonly PageTexts[] = [{
  language: "it",
  name: "Italiano",
  title: "Impostare il programma di posta",
  userName: "Nome utente: l'indirizzo PEC per intero, come",
  somebody: "nome",
  password: "Password: quella della casella; se per l'accesso serve anche un secondo fattore, " +
    "una password per programmi.",
  table: "Parametri di connessione",
  columns: ["Servizio", "Server", "Porta", "Sicurezza"],
  imap: "IMAP (posta in arrivo)",
  pop3: "POP3 (posta in arrivo)",
  submission: "SMTP (posta in uscita)",
  automatic: "Impostazione automatica",
  programs: "Thunderbird e Outlook trovano i parametri da soli: bastano l'indirizzo e la password.",
  apple: "Per iPhone, iPad e Mac c'è un profilo. Non contiene la password e non è firmato: il " +
    "dispositivo lo segnala e chiede la password.",
  address: "Indirizzo PEC",
  download: "Scarica il profilo",
}, {
  language: "en",
  name: "English",
  title: "Setting up your mail program",
  userName: "User name: the whole PEC address, such as",
  somebody: "name",
  password: "Password: that of the mailbox; where logging in takes a second factor, too, an app " +
    "password.",
  table: "Connection parameters",
  columns: ["Service", "Server", "Port", "Security"],
  imap: "IMAP (incoming mail)",
  pop3: "POP3 (incoming mail)",
  submission: "SMTP (outgoing mail)",
  automatic: "Automatic set-up",
  programs: "Thunderbird and Outlook find the parameters by themselves: the address and the " +
    "password are enough.",
  apple: "For iPhone, iPad and Mac there is a profile. It does not hold the password and is not " +
    "signed: the device says so and asks for the password.",
  address: "PEC address",
  download: "Download the profile",
}];
