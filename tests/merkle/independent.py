#!/usr/bin/env python3
"""A second opinion on a log: written from RFC 9162, RFC 2104 and the C2SP specifications alone.

    independent.py FOLDER

The folder holds the log as a web server would serve it (checkpoint, tile/...), and beside it:

    vkey         the key of the log, as it is published
    events.json  [{"position", "stream", "version", "number", "form", "at", "data", "key"}, ...]
    proofs.json  {"inclusion": [{"index", "size", "proof"}, ...],
                  "consistency": [{"first", "second", "proof"}, ...],
                  "roots": {size: root}}

Keys, hashes and proofs are in hexadecimal. Everything is computed anew from events.json, by the
recursive definitions, and what is found must be the same, octet for octet, with no file missing
and none too many. Says what it has seen in one line of JSON; or what is wrong, and exits with 1.

Uses Python's standard library alone, and the openssl command for the Ed25519 signature.
"""

import base64
import hashlib
import hmac
import json
import pathlib
import subprocess
import sys
import tempfile

# --- RFC 9162, section 2.1 ------------------------------------------------------------------------


class Tree:
    """MTH, PATH and SUBPROOF as the RFC defines them, over ranges of one list of entries."""

    def __init__(self, entries):
        self.entries = entries
        self.known = {}

    def mth(self, start, end):
        if start == end:
            return hashlib.sha256(b"").digest()
        if (start, end) not in self.known:
            if end - start == 1:
                octets = b"\x00" + self.entries[start]
            else:
                k = start + largest_power_of_two_below(end - start)
                octets = b"\x01" + self.mth(start, k) + self.mth(k, end)
            self.known[start, end] = hashlib.sha256(octets).digest()
        return self.known[start, end]

    def path(self, m, start, end):
        if end - start == 1:
            return []
        k = largest_power_of_two_below(end - start)
        if m < k:
            return self.path(m, start, start + k) + [self.mth(start + k, end)]
        return self.path(m - k, start + k, end) + [self.mth(start, start + k)]

    def subproof(self, m, start, end, whole):
        n = end - start
        if m == n:
            return [] if whole else [self.mth(start, end)]
        k = largest_power_of_two_below(n)
        if m <= k:
            return self.subproof(m, start, start + k, whole) + [self.mth(start + k, end)]
        return self.subproof(m - k, start + k, end, False) + [self.mth(start, start + k)]


def largest_power_of_two_below(n):
    return 1 << ((n - 1).bit_length() - 1)


# --- c2sp.org/tlog-tiles --------------------------------------------------------------------------


def place(n):
    text = "%03d" % (n % 1000)
    while n >= 1000:
        n //= 1000
        text = "x%03d/" % (n % 1000) + text
    return text


def expected_files(tree):
    """Every tile and every bundle of the tree, by its path."""
    size = len(tree.entries)
    files = {}
    level = 0
    while size // 256**level:
        span = 256**level
        hashes = [tree.mth(i * span, (i + 1) * span) for i in range(size // span)]
        for n in range(0, len(hashes), 256):
            files[name("tile/%d/" % level, n // 256, hashes[n : n + 256])] = b"".join(hashes[n : n + 256])
        level += 1
    for n in range(0, size, 256):
        bundle = tree.entries[n : n + 256]
        octets = b"".join(len(entry).to_bytes(2, "big") + entry for entry in bundle)
        files[name("tile/entries/", n // 256, bundle)] = octets
    return files


def name(prefix, n, content):
    return prefix + place(n) + ("" if len(content) == 256 else ".p/%d" % len(content))


# --- c2sp.org/signed-note and c2sp.org/tlog-checkpoint --------------------------------------------

SPKI_ED25519 = bytes.fromhex("302a300506032b6570032100")


def check_checkpoint(octets, vkey):
    """The origin, the size and the root of a checkpoint that the key signed."""
    key_name, key_id, key = vkey.split("+", 2)
    key = base64.b64decode(key, validate=True)
    need(len(key) == 33 and key[0] == 1, "vkey: no Ed25519 key")
    derived = hashlib.sha256(key_name.encode() + b"\n" + key).digest()[:4]
    need(derived.hex() == key_id, "vkey: the id is not the key's")
    text, separator, signatures = octets.rpartition(b"\n\n")
    need(separator and signatures.endswith(b"\n"), "checkpoint: no signed note")
    text += b"\n"
    verified = 0
    for line in signatures[:-1].decode("utf-8").split("\n"):
        dash, signer, signature = line.split(" ")
        need(dash == "\u2014", "checkpoint: malformed signature line")
        signature = base64.b64decode(signature, validate=True)
        if signer != key_name or signature[:4] != derived:
            continue
        need(ed25519_verifies(key[1:], text, signature[4:]), "checkpoint: wrong signature")
        verified += 1
    need(verified > 0, "checkpoint: not signed by the log")
    origin, size, root = text.decode("utf-8")[:-1].split("\n")
    need(size == str(int(size)), "checkpoint: size not canonical")
    return origin, int(size), base64.b64decode(root, validate=True)


def ed25519_verifies(public, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        files = {"key": SPKI_ED25519 + public, "message": message, "signature": signature}
        for file, octets in files.items():
            pathlib.Path(folder, file).write_bytes(octets)
        command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in message -sigfile signature"
        run = subprocess.run(command.split(), cwd=folder, capture_output=True)
        return run.returncode == 0


# --- The log's entries ----------------------------------------------------------------------------


def commitment(event):
    fields = ("position", "stream", "version", "number", "form", "at")
    header = json.dumps([event[field] for field in fields], ensure_ascii=False, separators=(",", ":"))
    message = header.encode("utf-8") + b"\n" + event["data"].encode("utf-8")
    return hmac.new(bytes.fromhex(event["key"]), message, hashlib.sha256).digest()


# --- The whole ------------------------------------------------------------------------------------


class Fault(Exception):
    pass


def need(condition, reason):
    if not condition:
        raise Fault(reason)


def check(folder):
    tree = Tree([commitment(event) for event in json.loads((folder / "events.json").read_text("utf-8"))])
    size = len(tree.entries)
    vkey = (folder / "vkey").read_text("utf-8")
    origin, signed_size, root = check_checkpoint((folder / "checkpoint").read_bytes(), vkey)
    need(origin == vkey.split("+")[0], "checkpoint: another log's")
    need(signed_size == size, "checkpoint: %d entries, not %d" % (signed_size, size))
    need(root == tree.mth(0, size), "checkpoint: not the root of the entries")

    expected = expected_files(tree)
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in (folder / "tile").rglob("*")
        if path.is_file()
    }
    for path in sorted(expected.keys() | found.keys()):
        need(path in found, path + ": missing")
        need(path in expected, path + ": not of this tree")
        need(found[path] == expected[path], path + ": wrong content")

    proofs = json.loads((folder / "proofs.json").read_text("utf-8"))
    for at, root in proofs["roots"].items():
        need(bytes.fromhex(root) == tree.mth(0, int(at)), "root of %s entries: wrong" % at)
    for claim in proofs["inclusion"]:
        index, of = claim["index"], claim["size"]
        need(octets(claim) == tree.path(index, 0, of), "inclusion of %d in %d: wrong" % (index, of))
    for claim in proofs["consistency"]:
        first, second = claim["first"], claim["second"]
        proof = tree.subproof(first, 0, second, True)
        need(octets(claim) == proof, "consistency of %d and %d: wrong" % (first, second))
    return {
        "entries": size,
        "files": len(found),
        "roots": len(proofs["roots"]),
        "inclusion": len(proofs["inclusion"]),
        "consistency": len(proofs["consistency"]),
    }


def octets(claim):
    return [bytes.fromhex(each) for each in claim["proof"]]


if __name__ == "__main__":
    try:
        print(json.dumps(check(pathlib.Path(sys.argv[1]))))
    except (Fault, ValueError) as fault:
        print(fault)
        sys.exit(1)
