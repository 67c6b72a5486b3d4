"""A proof (存证) that one entry stands under a seal: what anyone may be handed, and the check that anyone may repeat.

Pure: no database, no settings. The proof shows the entry's public facts, never who acted or from where, and of its
neighbours only hashes, which tell nothing because each leaf has 32 random bytes.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from records.audit.canonical import Facts, canonical
from records.audit.merkle import chain_hash, leaf_hash, root_from
from records.crypto.suites import DIGESTS


class ProofWrong(Exception):
    """The proof does not hold; the message (Chinese) says where."""


class NotSealed(Exception):
    """The entry waits for its seal (待封存); there is a proof after the next one, within about a minute."""

    def __init__(self) -> None:
        super().__init__("待封存：日志每分钟封存一次，请稍后再试。")


@dataclass(frozen=True)
class Proof:
    """Everything needed to check one entry by hand; all hashes as hex."""

    facts: Facts  # the entry's public facts
    salt: str
    leaf: str  # "sha256:hex"
    position: int  # of the entry under its seal, from 0
    path: tuple[str, ...]  # neighbours from the leaf up
    seal: Facts  # number, at, algorithm, root, count, first, last
    chain_before: str
    chain: str

    def as_json(self) -> dict[str, Any]:
        """As it is shown and downloaded."""
        return {**asdict(self), "path": list(self.path)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Proof":
        """The reverse. Raises ProofWrong when something is missing."""
        try:
            return cls(**{**data, "path": tuple(data["path"])})
        except (KeyError, TypeError):
            raise ProofWrong("存证内容不完整。") from None


def check_proof(proof: Proof, *, published_chain: str | None = None) -> None:
    """Check a proof from its facts up to the chain; silent when it holds.

    `published_chain` is the chain value of the same seal as it was published elsewhere; given one, it must agree.
    Raises ProofWrong, naming the first step that does not fit.
    """
    try:
        _check(proof)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ProofWrong("存证内容无法识别。") from None
    if published_chain is not None and published_chain != proof.chain:
        raise ProofWrong("封存链与另行公布的不一致。")


def _check(proof: Proof) -> None:
    leaf_algorithm, _, leaf = proof.leaf.partition(":")
    algorithm = proof.seal["algorithm"]
    if leaf_algorithm not in DIGESTS or algorithm not in DIGESTS:
        raise ProofWrong("存证使用的摘要算法不认识。")
    if leaf_hash(leaf_algorithm, bytes.fromhex(proof.salt), canonical(proof.facts)).hex() != leaf:
        raise ProofWrong("内容与其摘要不符：内容被改动过。")
    path = [bytes.fromhex(each) for each in proof.path]
    root = root_from(algorithm, bytes.fromhex(leaf), proof.position, proof.seal["count"], path)
    if root.hex() != proof.seal["root"]:
        raise ProofWrong("摘要不在所说的封存之下。")
    if chain_hash(algorithm, bytes.fromhex(proof.chain_before), canonical(proof.seal)).hex() != proof.chain:
        raise ProofWrong("封存与封存链不符：封存被改动过。")
