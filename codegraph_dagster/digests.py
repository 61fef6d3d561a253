"""Digests of facts, by which it is told whether something is still what it was."""

from __future__ import annotations

from hashlib import blake2b


def digest(facts: object) -> str:
    """32 hex digits that stand for some facts: numbers, texts, and tuples and lists of them."""
    return blake2b(repr(facts).encode(), digest_size=16).hexdigest()
