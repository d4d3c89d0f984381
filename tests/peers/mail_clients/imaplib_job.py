"""What a careful program does with imaplib: called with the IMAP port for TLS, that for STARTTLS,
the authority's file, user and password; ends with 0 where the server did everything right."""

import email
import imaplib
import socket
import ssl
import sys
import time

tls_port, clear_port, authority, user, password = sys.argv[1:]
HOST = "localhost"
context = ssl.create_default_context(cafile=authority)
MESSAGE = (
    b"From: Anna <anna@alfa.example>\r\nTo: bruno@beta.example\r\nSubject: =?utf-8?q?Perch=C3=A9?=\r\n"
    b"Message-ID: <uno@client.example>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    b"Citt\xc3\xa0 lontane\r\n.\r\n"
    b"--b\r\nContent-Type: application/pdf; name=perizia.pdf\r\n"
    b"Content-Disposition: attachment; filename=perizia.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"JVBERi0xLjQK\r\n--b--\r\n"
)


def well(answer, wanted="OK"):
    status, data = answer
    assert status == wanted, answer
    return data


def refused_certificate():
    try:
        imaplib.IMAP4_SSL(HOST, int(tls_port), ssl_context=ssl.create_default_context())
    except ssl.SSLCertVerificationError:
        return
    raise AssertionError("a certificate of an unknown authority was believed")


def starttls():
    client = imaplib.IMAP4(HOST, int(clear_port))
    assert "STARTTLS" in client.capabilities and "LOGINDISABLED" in client.capabilities
    assert "AUTH=PLAIN" not in client.capabilities
    try:
        client.login(user, password)
        raise AssertionError("the password was taken in the clear")
    except imaplib.IMAP4.error as error:
        assert "PRIVACYREQUIRED" in str(error), error
    well(client.starttls(context))
    assert "AUTH=PLAIN" in client.capabilities and "STARTTLS" not in client.capabilities
    well(client.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode()))
    return client


def connect():
    client = imaplib.IMAP4_SSL(HOST, int(tls_port), ssl_context=context)
    well(client.login(user, password))
    return client


def folders(client):
    listed = b"\n".join(well(client.list()))
    for name in (b"INBOX", b"Inviata", b"Bozze", b"Cestino", b"Ricevute"):
        assert name in listed, listed
    well(client.create('"Clienti/Rossi &- Bianchi"'))
    well(client.subscribe('"Clienti/Rossi &- Bianchi"'))
    assert any(b"Rossi &- Bianchi" in line for line in well(client.lsub()))
    well(client.rename('"Clienti/Rossi &- Bianchi"', "Clienti/Rossi"))
    well(client.delete("INBOX"), "NO")
    well(client.select("nirgends"), "NO")
    well(client.delete("Clienti/Rossi"))
    well(client.delete("Clienti"))


def content(client):
    date = time.strptime("2026-03-01 12:00:00", "%Y-%m-%d %H:%M:%S")
    [told] = well(client.append("INBOX", r"(\Seen $Fattura)", imaplib.Time2Internaldate(time.mktime(date)), MESSAGE))
    assert b"APPENDUID 1 " in told, told
    assert well(client.select("INBOX")) == [b"1"]
    [(_, whole), _] = well(client.fetch("1", "(RFC822)"))
    assert whole == MESSAGE
    [(told, header), _] = well(client.fetch("1", "(FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT)])"))
    assert imaplib.ParseFlags(told) == (b"\\Seen", b"$Fattura"), told
    assert imaplib.Internaldate2tuple(told) is not None and f"RFC822.SIZE {len(MESSAGE)}".encode() in told
    assert email.message_from_bytes(header)["Subject"] == "=?utf-8?q?Perch=C3=A9?="
    [(_, part), _] = well(client.fetch("1", "(BODY.PEEK[2])"))
    assert part == b"JVBERi0xLjQK", part
    [(_, piece), _] = well(client.fetch("1", "(BODY.PEEK[]<6.4>)"))
    assert piece == MESSAGE[6:10]
    [structure] = well(client.fetch("1", "(BODYSTRUCTURE ENVELOPE)"))
    assert b'"perizia.pdf"' in structure and b'"uno@client.example"' not in structure, structure
    assert b"<uno@client.example>" in structure


def searches(client):
    assert well(client.search(None, "ALL")) == [b"1"]
    assert well(client.search(None, "UNSEEN")) == [b""]
    assert well(client.search(None, "KEYWORD", "$Fattura", "SINCE", "1-Jan-2026")) == [b"1"]
    client.literal = "Perché".encode()
    assert well(client.search("UTF-8", "SUBJECT")) == [b"1"]
    client.literal = "Città".encode()
    assert well(client.uid("SEARCH", "CHARSET", "UTF-8", "BODY")) != [b""]
    assert well(client.search(None, "TEXT", "perizia")) == [b"1"]
    assert well(client.search(None, "TEXT", "introvabile")) == [b""]
    assert well(client.sort("(REVERSE DATE)", "UTF-8", "ALL")) == [b"1"]
    assert well(client.thread("REFERENCES", "UTF-8", "ALL")) == [b"(1)"]


def changes(client):
    well(client.store("1", "+FLAGS.SILENT", r"(\Flagged)"))
    assert imaplib.ParseFlags(well(client.fetch("1", "(FLAGS)"))[0]) == (b"\\Seen", b"$Fattura", b"\\Flagged")
    well(client.copy("1", "Ricevute"))
    [status] = well(client.status("Ricevute", "(MESSAGES UNSEEN UIDNEXT UIDVALIDITY)"))
    assert b"MESSAGES 1" in status and b"UNSEEN 0" in status, status
    well(client._simple_command("MOVE", "1", "Cestino"))
    assert well(client.search(None, "ALL")) == [b""]
    well(client.select("Cestino"))
    well(client.store("1", "+FLAGS", r"(\Deleted)"))
    assert well(client.expunge()) == [b"1"]
    well(client.select("Ricevute", readonly=True))
    well(client.store("1", "+FLAGS", r"(\Deleted)"), "NO")
    root, quota = well(client.getquotaroot("INBOX"))
    assert b"STORAGE" in quota[0], quota
    well(client.close())


def idle(watcher, other):
    """Another session's message is told at once, and its expunge too."""
    well(watcher.select("INBOX"))
    tag = watcher._new_tag()
    watcher.send(tag + b" IDLE\r\n")
    assert watcher.readline().startswith(b"+ ")
    well(other.append("INBOX", None, None, MESSAGE))
    assert watcher.readline() == b"* 1 EXISTS\r\n"
    well(other.select("INBOX"))
    well(other.store("1", "+FLAGS", r"(\Deleted)"))
    assert b"\\Deleted" in watcher.readline()
    well(other.expunge())
    assert watcher.readline() == b"* 1 EXPUNGE\r\n"
    watcher.send(b"DONE\r\n")
    assert watcher.readline().startswith(tag + b" OK ")


def utf8(client):
    well(client.unselect())
    well(client.enable("UTF8=ACCEPT"))
    well(client.create('"Perizie città"'))
    assert any("città".encode() in line for line in well(client.list()))
    well(client.select('"Perizie città"'))
    well(client.append('"Perizie città"', None, None, MESSAGE))
    assert well(client.uid("SEARCH", "SUBJECT", '"Perché"')) != [b""]
    well(client.unselect())


socket.setdefaulttimeout(30)
refused_certificate()
first, second = starttls(), connect()
folders(first)
content(first)
searches(first)
changes(first)
idle(first, second)
utf8(second)
for one in (first, second):
    assert one.logout()[0] == "BYE"
