"""The bridge between a hiring system and the partners that bring a new person on board."""

import gc
import os

__version__ = "0.1.0"
"""The release, by Semantic Versioning. Nothing else says which it is: docs/upgrading.md."""

if os.environ.get("AWS_LAMBDA_RUNTIME_API"):
    # What a function imports lives as long as its process. Looking for garbage in it takes a fifth
    # of the import's CPU time. `jetbridge.runtime.observability` begins to look when it is over.
    gc.disable()
