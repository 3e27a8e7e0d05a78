"""Secrets at rest: AES-GCM under one key file per home.

A sealed secret is text: `v1:` and base64 of nonce and cipher text. What it belongs to is bound in,
so a sealed value moved to another row does not open there.
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
    """Seals and opens secrets with one key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._key = key

    def seal(self, plain: str, owner: str) -> str:
        """Encrypt a text for its owner (a name that tells where it is stored)."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, plain.encode(), owner.encode())
        return PREFIX + base64.b64encode(nonce + sealed).decode()

    def open(self, sealed: str, owner: str) -> str:
        """Decrypt what was sealed for the same owner."""
        try:
            raw = base64.b64decode(sealed.removeprefix(PREFIX), validate=True)
            plain = self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], owner.encode())
        except (InvalidTag, ValueError) as err:
            raise GlueEncryption(
                f"the secret of {owner} cannot be decrypted: the key file of this home does not "
                "fit the database; give every host over one database the same secret.key"
            ) from err
        return plain.decode()

    def fingerprint(self, plain: str, purpose: str) -> str:
        """Return a short keyed digest: equal texts have equal ones, and none tells its text."""
        message = f"{purpose}\0{plain}".encode()
        return hmac.digest(self._key, message, "sha256")[:FINGERPRINT_BYTES].hex()


def open_secret_box(key_file: Path) -> SecretBox:
    """Read the home's key, making it at first use."""
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
            f"cannot use the key file {key_file}: {err}; restore it from a backup, or remove it "
            "together with the stored secrets"
        ) from err
    return SecretBox(key)
