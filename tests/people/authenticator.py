"""An authenticator in software, as WebAuthn level 3 describes one: makes passkeys and signs."""

import base64
import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Authenticator:
    """Holds one passkey.

    Attributes:
        origin: the page that asks it, as its browser sees it.
        flags: of every answer; without VERIFIED nobody was asked for a finger or a PIN.
        count: of signatures.
    """

    origin: str
    flags: int = PRESENT | VERIFIED
    count: int = 0
    id: bytes = b"one credential of this authenticator"
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    handle: bytes = b""

    def make(self, options: str) -> str:
        """The answer to registration options."""
        asked = json.loads(options)
        self.handle = base64.urlsafe_b64decode(asked["user"]["id"] + "==")
        client = self._client("webauthn.create", asked["challenge"])
        length = struct.pack(">H", len(self.id))
        credential = bytes(16) + length + self.id + cbor2.dumps(self._cose())
        data = self._data(asked["rp"]["id"], ATTESTED) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            {"clientDataJSON": text(client), "attestationObject": text(attestation)}
        )

    def sign(self, options: str) -> str:
        """The answer to sign-in options."""
        asked = json.loads(options)
        self.count += 1
        client = self._client("webauthn.get", asked["challenge"])
        data = self._data(asked["rpId"], 0)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": text(client),
                "authenticatorData": text(data),
                "signature": text(signature),
                "userHandle": text(self.handle),
            }
        )

    def _client(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(told).encode()

    def _data(self, site: str, more: int) -> bytes:
        head = hashlib.sha256(site.encode()).digest()
        return head + struct.pack(">BI", self.flags | more, self.count)

    def _cose(self) -> dict[int, Any]:
        point = self.key.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        return {1: 2, 3: -7, -1: 1, -2: x, -3: y}

    def _answer(self, response: dict[str, str]) -> str:
        name = text(self.id)
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "response": response,
             "clientExtensionResults": {}}
        )  # fmt: skip
