"""Settings, read from the environment."""

import pytest

from jetbridge.model.settings import SettingError, Settings


def error(variable: str, value: str | None, attribute: str) -> str:
    """Return what reading the attribute complains of."""
    environ = {} if value is None else {variable: value}
    with pytest.raises(SettingError) as caught:
        getattr(Settings(environ), attribute)
    return str(caught.value)


def test_reads_each_variable_when_it_is_used() -> None:
    """A function has the variables of its own job only."""
    # GIVEN an environment with two variables
    configured = Settings({"TABLE_NAME": "t", "ACCESS_TOKEN_LIFETIME": "1800"})
    # WHEN they are used, THEN nothing asks for the others
    assert configured.table_name == "t"
    assert configured.access_token_lifetime == 1800


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_required_variable_is_named_when_it_is_missing(value: str | None) -> None:
    """Empty is missing: a template leaves parameters empty."""
    # GIVEN no table name, WHEN it is used, THEN the error names it
    assert error("TABLE_NAME", value, "table_name") == "TABLE_NAME must be set"


@pytest.mark.parametrize("value", ["x", "-5", "0", "86401", "3600.5", "٣٦٠٠", "canary"])
def test_a_broken_number_is_named_with_its_rule_and_not_shown(value: str) -> None:
    """A value may be a secret that was put into the wrong variable."""
    # GIVEN a value outside the rule, WHEN it is used, THEN the error says the rule
    complaint = error("ACCESS_TOKEN_LIFETIME", value, "access_token_lifetime")
    rule = "must be a whole number of seconds from 60 to 86400"
    assert complaint == f"ACCESS_TOKEN_LIFETIME {rule}"


def test_a_list_of_words_holds_nothing_unknown() -> None:
    """A misspelt field would silently not be kept."""
    # GIVEN some fields, WHEN they are used, THEN they are read in any order
    kept = Settings({"ONBOARDER_KEPT_FIELDS": "name  subject"}).onboarder_kept_fields
    assert kept == {"subject", "name"}
    # AND a misspelt one is refused without being shown
    complaint = error("ONBOARDER_KEPT_FIELDS", "name canary", "onboarder_kept_fields")
    assert complaint.startswith("ONBOARDER_KEPT_FIELDS must hold nothing but subject, name")
    assert "canary" not in complaint


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("https://api.example/", "https://api.example"),
        ("https://api.example/base", "https://api.example/base"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:3000/x", "http://127.0.0.1:3000/x"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_a_base_url_is_https_or_loopback(value: str, read: str) -> None:
    """Without its trailing slash, ready to be followed by a path."""
    # GIVEN a good URL, WHEN it is used, THEN it is ready
    assert Settings({"INCODE_API_URL": value}).incode_api_url == read


@pytest.mark.parametrize(
    "value",
    [
        "api.example",
        "http://api.example",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "ftp://localhost",
        "https://",
        "https://user@api.example",
        "https://api.example?x",
        "https://api.example#x",
        "https://[",
    ],
)
def test_any_other_url_is_refused(value: str) -> None:
    """Credentials must not travel in the clear."""
    # GIVEN a bad URL, WHEN it is used, THEN the error names the variable
    assert error("INCODE_API_URL", value, "incode_api_url").startswith("INCODE_API_URL must be")


def test_a_path_is_empty_or_begins_with_a_slash() -> None:
    """Empty switches off what it leads to; anything else would change host or query."""
    # GIVEN paths, WHEN they are used, THEN good ones are as they were
    assert Settings({}).incode_status_path == ""
    assert Settings({"INCODE_STATUS_PATH": "/omni/x"}).incode_status_path == "/omni/x"
    # AND bad ones are refused
    for value in ("omni/x", "https://x.example/", "/x?id=1", "/x#y", "/x y", "/@x"):
        told = error("INCODE_STATUS_PATH", value, "incode_status_path")
        assert told.startswith("INCODE_STATUS_PATH must be a path")


def test_an_issuer_stays_as_it_is() -> None:
    """OpenID Connect Core §3.1.3.7 compares it exactly, slash included."""
    # GIVEN an issuer with a slash, WHEN it is used, THEN the slash is there
    assert Settings({"OIDC_ISSUER": "https://id.example/"}).oidc_issuer == "https://id.example/"
    assert "must be an https URL" in error("OIDC_ISSUER", "http://id.example", "oidc_issuer")


def test_choices_and_lists() -> None:
    """One of a few, or several."""
    # GIVEN a choice, a wrong one and a list
    configured = Settings({"CONSENT_DISPLAY_MODE": "POPUP", "PARTNER_SCOPES": " a  b "})
    # WHEN they are used, THEN they are checked and split
    assert configured.consent_display_mode == "POPUP"
    assert configured.partner_scopes == ("a", "b")
    assert "one of REDIRECT, POPUP" in error("CONSENT_DISPLAY_MODE", "X", "consent_display_mode")


def test_our_own_origin_is_configured_or_the_gateways() -> None:
    """PUBLIC_URL where there is one."""
    # GIVEN settings with and without it, WHEN the origin is asked for, THEN it is one of the two
    assert Settings({}).base_url("api.example") == "https://api.example"
    assert Settings({"PUBLIC_URL": "https://b.example"}).base_url("x") == "https://b.example"
    assert "must be an origin" in error("PUBLIC_URL", "https://b.example/path", "public_url")


def test_settings_do_not_print_the_environment() -> None:
    """It holds the credentials of the execution role."""
    # GIVEN an environment with a secret, WHEN the settings are shown, THEN it is not
    assert "canary" not in repr(Settings({"AWS_SECRET_ACCESS_KEY": "canary"}))
