"""What a careful program does with poplib: called with the POP3 port for TLS, that for STLS, the
authority's file, user, password and the number of messages; ends with 0 where the server did
everything right. Leaves the first message where it is, and deletes the others."""

import poplib
import ssl
import sys

tls_port, clear_port, authority, user, password, count = sys.argv[1:]
HOST, COUNT = "localhost", int(count)
context = ssl.create_default_context(cafile=authority)


def refused(act, *args):
    try:
        act(*args)
    except poplib.error_proto as error:
        return error.args[0]
    raise AssertionError(f"{act.__name__} {args} was not refused")


def stls():
    client = poplib.POP3(HOST, int(clear_port), timeout=30)
    assert "STLS" in client.capa() and "USER" not in client.capa()
    refused(client.user, user)
    client.stls(context=context)
    capabilities = client.capa()
    assert "STLS" not in capabilities
    for name in ("UIDL", "TOP", "USER", "PIPELINING", "RESP-CODES", "AUTH-RESP-CODE"):
        assert name in capabilities, capabilities
    assert capabilities["EXPIRE"] == ["NEVER"] and capabilities["SASL"] == ["PLAIN"], capabilities
    return client


def connect():
    return poplib.POP3_SSL(HOST, int(tls_port), timeout=30, context=context)


def login(client):
    client.user(user)
    return client.pass_(password)


def identifiers(client):
    return [line.split()[1] for line in client.uidl()[1]]


def read(client):
    assert client.stat()[0] == COUNT
    total = 0
    for number in range(1, COUNT + 1):
        _, lines, _ = client.retr(number)
        size = sum(len(line) + 2 for line in lines)
        assert client.list(number).split()[2] == str(size).encode(), (number, size)
        assert f"Subject: Numero {number}".encode() in lines
        assert lines[lines.index(b"") + 2:][:2] == [b".", b"..due punti"], lines
        total += size
        _, top, _ = client.top(number, 1)
        assert top == lines[:lines.index(b"") + 2], top
    assert client.stat() == (COUNT, total)
    assert b"-ERR" in refused(client.retr, COUNT + 1)


first = stls()
login(first)
known = identifiers(first)
assert len(set(known)) == COUNT
read(first)

# The maildrop is this session's alone (RFC 1939 §4), and marks do not outlive RSET or the session.
second = connect()
assert b"[IN-USE]" in refused(login, second)
second.close()
first.dele(1)
assert first.stat()[0] == COUNT - 1
assert b"-ERR" in refused(first.retr, 1)
first.rset()
assert first.stat()[0] == COUNT
for number in range(1, COUNT + 1):
    first.dele(number)
first.close()

# The server may hear of the end of that session after the beginning of this one.
for _ in range(1000):
    third = connect()
    try:
        login(third)
        break
    except poplib.error_proto as error:
        assert b"[IN-USE]" in error.args[0], error
        third.close()
assert identifiers(third) == known
for number in range(2, COUNT + 1):
    third.dele(number)
third.quit()

fourth = connect()
login(fourth)
assert identifiers(fourth) == known[:1]
fourth.quit()
