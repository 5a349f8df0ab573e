"""A passkey in software: a key pair that signs what its address asks (WebAuthn level 2)."""

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec


def b64(raw: bytes) -> str:
    """Base64url without padding, as browsers write it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class SoftKey:
    """One passkey. `sees_person` False: nobody showed a finger or a code of its own."""

    origin: str = "http://testserver"
    host: str = "testserver"
    sees_person: bool = True
    uses: int = 0
    id: bytes = field(default_factory=lambda: os.urandom(16))
    secret: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: str) -> str:
        """The browser's answer to creation options."""
        client = self._client("webauthn.create", json.loads(options)["challenge"])
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._data(with_key=True)})
        return self._answer({"clientDataJSON": b64(client), "attestationObject": b64(made)})

    def sign(self, options: str) -> str:
        """The browser's answer to request options."""
        self.uses += 1
        client = self._client("webauthn.get", json.loads(options)["challenge"])
        data = self._data(with_key=False)
        signature = self.secret.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({
            "clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature),
        })  # fmt: skip

    def _answer(self, response: dict[str, str]) -> str:
        named = b64(self.id)
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, *, with_key: bool) -> bytes:
        flags = 0x01 | (0x04 if self.sees_person else 0) | (0x40 if with_key else 0)
        head = hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")
        return head + self._attested() if with_key else head

    def _attested(self) -> bytes:
        point = self.secret.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        return bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
