"""A sixth partner, as a stranger would add it: Vouchwell, which is the tests' own invention.

    vouchwell/      what would be its folder below `jetbridge.partners`
    registered.py   what would be its entry in `jetbridge.model.registry`
    function.py     what would be its routes in `functions/connect` and `functions/receive`
    sandbox.py      its sandbox, in memory

docs/adding-a-partner.md walks through these files. No shared code knows the partner.
"""
