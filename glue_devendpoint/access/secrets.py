"""Secrets at rest: AES-GCM with one key file per home folder.

A sealed secret is text: `v1:` followed by base64 of the nonce and ciphertext. It is bound to its
owner, so a sealed value copied to another row can't be decrypted there.
"""

from __future__ import annotations

import base64
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from glue_devendpoint.errors import GlueEncryption, HomeError
from glue_devendpoint.home import write_secret

PREFIX = "v1:"
NONCE_BYTES = 12
KEY_BYTES = 32
FINGERPRINT_BYTES = 10


class SecretBox:
    """Encrypts and decrypts secrets with one key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._key = key

    def seal(self, plain: str, owner: str) -> str:
        """Encrypt text, bound to its owner (a name for where it is stored)."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, plain.encode(), owner.encode())
        return PREFIX + base64.b64encode(nonce + sealed).decode()

    def open(self, sealed: str, owner: str) -> str:
        """Decrypt text that was sealed for the same owner."""
        try:
            raw = base64.b64decode(sealed.removeprefix(PREFIX), validate=True)
            plain = self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], owner.encode())
        except (InvalidTag, ValueError) as err:
            raise GlueEncryption(
                f"can't decrypt the secret of {owner}: this home's secret.key doesn't match the "
                "database; use the same secret.key on every host that shares the database"
            ) from err
        return plain.decode()

    def fingerprint(self, plain: str, purpose: str) -> str:
        """Return a short keyed digest: the same for equal texts, and not reversible."""
        message = f"{purpose}\0{plain}".encode()
        return hmac.digest(self._key, message, "sha256")[:FINGERPRINT_BYTES].hex()


def open_secret_box(key_file: Path) -> SecretBox:
    """Read the home folder's key, creating it on first use."""
    try:
        encoded = (
            key_file.read_bytes()
            if key_file.exists()
            else write_secret(key_file, base64.b64encode(os.urandom(KEY_BYTES)))
        )
        key = base64.b64decode(encoded, validate=True)
        if len(key) != KEY_BYTES:
            raise ValueError("wrong length")
    except (OSError, ValueError) as err:
        raise HomeError(
            f"can't use the key file {key_file}: {err}; restore it from a backup, or delete both "
            "the file and the stored secrets"
        ) from err
    return SecretBox(key)
