"""What the API shows of a person."""

from jetbridge.model.person import Person, Verification
from jetbridge.web import resources


def test_a_person_is_shown_in_the_words_of_the_api() -> None:
    """Camel case; what is not kept is not there."""
    # GIVEN a person of whom some fields are kept
    person = Person(
        {"subject": "s-1", "email_verified": True},
        (
            Verification("passport", verified=True, verified_at="T", details={"country": "US"}),
            Verification("liveness", verified=None),
        ),
    )
    # THEN they are shown like this
    assert resources.person(person) == {
        "subject": "s-1",
        "emailVerified": True,
        "verifications": [
            {"type": "passport", "verified": True, "verifiedAt": "T", "country": "US"},
            {"type": "liveness", "verified": None, "verifiedAt": None},
        ],
    }
    # AND nobody as null
    assert resources.person(None) is None
