#!/usr/bin/env python3
"""A second opinion on the lengths of streams: written from their description alone.

    lengths.py FILE

The file is JSON: {"salt", "root", "lengths": [{"stream", "version"}, ...],
                   "present": [{"stream", "version", "leafKey", "siblings"}, ...],
                   "absent": [{"stream", "other": {"index", "value"} | null, "siblings"}, ...]}

Salt, keys and hashes are in hexadecimal. The root is computed anew from the lengths, over strings
of bits, and every proof is computed anew and followed up to the root. Says what it has seen in one
line of JSON; or what is wrong, and exits with 1. Python's standard library alone.
"""

import hashlib
import hmac
import json
import sys

NOTHING = bytes(32)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def bits(octets):
    return "".join(format(octet, "08b") for octet in octets)


def index_of(stream):
    return sha256(stream.encode("utf-8"))


def value_of(stream, version, leaf_key):
    text = json.dumps([stream, version], ensure_ascii=False, separators=(",", ":"))
    return mac(leaf_key, text.encode("utf-8"))


def root_of(leaves, prefix):
    """Of the leaves whose places begin with these bits: {bits: leaf hash}."""
    here = [leaf for place, leaf in leaves.items() if place.startswith(prefix)]
    if len(here) <= 1:
        return here[0] if here else NOTHING
    return sha256(b"\x01", root_of(leaves, prefix + "0"), root_of(leaves, prefix + "1"))


def siblings_of(leaves, place):
    """What lies beside the way to a place, from the root down."""
    found = []
    prefix = ""
    while sum(other.startswith(prefix) for other in leaves) > 1:
        bit = place[len(prefix)]
        found.append(root_of(leaves, prefix + ("1" if bit == "0" else "0")))
        prefix += bit
    return found


def follow(start, place, siblings):
    """The root that a proof leads to."""
    node = start
    for depth in reversed(range(len(siblings))):
        sibling = siblings[len(siblings) - 1 - depth]
        pair = (node, sibling) if place[depth] == "0" else (sibling, node)
        node = sha256(b"\x01", *pair)
    return node


class Fault(Exception):
    pass


def need(condition, reason):
    if not condition:
        raise Fault(reason)


def check(claims):
    salt, root = bytes.fromhex(claims["salt"]), bytes.fromhex(claims["root"])
    leaves = {}
    versions = {}
    for length in claims["lengths"]:
        index = index_of(length["stream"])
        value = value_of(length["stream"], length["version"], mac(salt, index))
        leaves[bits(index)] = sha256(b"\x00", index, value)
        versions[length["stream"]] = length["version"]
    need(root_of(leaves, "") == root, "root: wrong")
    for claim in claims["present"]:
        stream, key = claim["stream"], bytes.fromhex(claim["leafKey"])
        index, siblings = index_of(stream), octets(claim)
        need(claim["version"] == versions[stream], stream + ": wrong version")
        need(key == mac(salt, index), stream + ": wrong key")
        leaf = sha256(b"\x00", index, value_of(stream, claim["version"], key))
        need(siblings == siblings_of(leaves, bits(index))[::-1], stream + ": wrong siblings")
        need(follow(leaf, bits(index), siblings) == root, stream + ": leads elsewhere")
    for claim in claims["absent"]:
        stream, other = claim["stream"], claim["other"]
        place, siblings = bits(index_of(stream)), octets(claim)
        need(stream not in versions, stream + ": is there")
        need(siblings == siblings_of(leaves, place)[::-1], stream + ": wrong siblings")
        start = NOTHING
        if other is not None:
            index, value = bytes.fromhex(other["index"]), bytes.fromhex(other["value"])
            need(bits(index)[: len(siblings)] == place[: len(siblings)], stream + ": not its place")
            need(bits(index) != place, stream + ": its own place")
            start = sha256(b"\x00", index, value)
        need(follow(start, place, siblings) == root, stream + ": leads elsewhere")
    return {name: len(claims[name]) for name in ("lengths", "present", "absent")}


def octets(claim):
    return [bytes.fromhex(each) for each in claim["siblings"]]


if __name__ == "__main__":
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            print(json.dumps(check(json.load(file))))
    except (Fault, KeyError, ValueError) as fault:
        print(fault)
        sys.exit(1)
