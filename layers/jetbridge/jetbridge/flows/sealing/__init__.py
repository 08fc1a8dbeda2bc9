"""The re-seal: every sealed value is brought under the active key of the keyring."""
