"""Unit tests of the rehearsal of a deployment; `make rehearse` itself is the rest."""
