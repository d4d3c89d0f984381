#!/usr/bin/env python3
"""A second opinion on evidence: written from docs/evidence.md, RFC 9162 and RFC 2104 alone.

    second_opinion.py BUNDLE.zip

Checks that the manifest lists every file with its digest, that each event has the commitment that
its proof leads from to the root of log/checkpoint, and that the heads that were stamped grew to be
that one. Says in one line of JSON what it has seen; or what is wrong, and exits with 1.

Uses Python's standard library alone.
"""

import base64
import hashlib
import hmac
import json
import sys
import zipfile


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def require(truth, what):
    if not truth:
        sys.exit(f"wrong: {what}")


def head_of(note):
    origin, size, root = note.decode().split("\n")[:3]
    return origin, int(size), base64.b64decode(root)


def root_from(leaf, index, size, proof):
    """RFC 9162, section 2.1.3.2."""
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        require(sn != 0, "a proof is too long")
        if fn % 2 == 1 or fn == sn:
            r = sha256(b"\x01", p, r)
            while fn % 2 == 0 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = sha256(b"\x01", r, p)
        fn, sn = fn >> 1, sn >> 1
    require(sn == 0, "a proof is too short")
    return r


def roots_from(first, second, root, proof):
    """RFC 9162, section 2.1.4.2: what both roots should be."""
    if first == second:
        require(not proof, "a proof between equal heads")
        return root, root
    path = ([root] if first & (first - 1) == 0 else []) + proof
    fn, sn = first - 1, second - 1
    while fn % 2 == 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        require(sn != 0, "a proof is too long")
        if fn % 2 == 1 or fn == sn:
            fr, sr = sha256(b"\x01", c, fr), sha256(b"\x01", c, sr)
            while fn % 2 == 0 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = sha256(b"\x01", sr, c)
        fn, sn = fn >> 1, sn >> 1
    require(sn == 0, "a proof is too short")
    return fr, sr


def decoded(hashes):
    return [base64.b64decode(one) for one in hashes]


def main(path):
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files["manifest.json"])
    listed = {one["path"]: one for one in manifest["files"]}
    require(set(listed) == set(files) - {"manifest.json", "manifest.p7s"}, "the list of files")
    for name, one in listed.items():
        require(one["size"] == len(files[name]), f"the size of {name}")
        require(one["sha256"] == hashlib.sha256(files[name]).hexdigest(), f"the digest of {name}")
    origin, size, root = head_of(files["log/checkpoint"])
    require(origin == manifest["origin"], "the origin")
    events = json.loads(files["log/events.json"])
    for event in events:
        header = [event[name] for name in
                  ("position", "stream", "version", "number", "form", "at")]
        text = json.dumps(header, separators=(",", ":"), ensure_ascii=False)
        octets = f"{text}\n{event['data']}".encode()
        entry = hmac.digest(base64.b64decode(event["key"]), octets, "sha256")
        leaf = sha256(b"\x00", entry)
        found = root_from(leaf, event["position"] - 1, size, decoded(event["proof"]))
        require(found == root, f"event {event['position']}")
    stamps = sorted(name for name in files if name.endswith(".note"))
    for name in stamps:
        _, first, was = head_of(files[name])
        proof = decoded(json.loads(files[name.replace(".note", ".consistency.json")]))
        require(roots_from(first, size, was, proof) == (was, root), name)
    print(json.dumps({"events": len(events), "files": len(listed), "stamps": len(stamps)}))


main(sys.argv[1])
