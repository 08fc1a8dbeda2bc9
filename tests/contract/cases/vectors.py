"""Published examples of cryptography, which have to come out to the letter."""

from typing import Final

from tests.contract.cases.shapes import SignatureVector

CRYPTOJS_VECTOR: Final = (
    "U2FsdGVkX19iTX97fWMuY1mrRAFd8/aXoWj4mkC0q1uFodyPORuSH1bsjaxxeL3E",
    "passkey",
    "external_secrets",
)
"""Text, passphrase and text in clear, from Onboardbase/go-cryptojs-aes-decrypt."""

SMARTRECRUITERS_SIGNATURE: Final = SignatureVector(
    key="HeBVky2bccvvkcXPimH8c",
    timestamp=1574080897,
    body=b'{"job_id":"jid","candidate_id":"cid"}',
    event_id="123",
    event_name="application.created",
    event_version="v201910",
    link="<http://smartrecruiters.com/endpoint>; rel=self",
    signature="2e9291f10d44ca10204a4cd81b05d73b6a316b2b605d4e2e0e0b37b40198ce1f",
)
"""The vector of SmartRecruiters' page on secret keys, its body without the space shown there."""
