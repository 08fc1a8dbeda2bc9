"""The local stack: `jetbridge up`, the demo and the end-to-end tests run on it.

with LocalStack() as stack:
    requests.get(f"{stack.ready.api_url}/health")
"""

from jetbridge_local.stack.options import Options
from jetbridge_local.stack.ready import Ready
from jetbridge_local.stack.stack import LocalStack

__all__ = ["LocalStack", "Options", "Ready"]
