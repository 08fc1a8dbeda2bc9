"""Atomic writes for moto, which checks a condition and then writes without holding others back."""

from collections.abc import Iterable
from threading import Lock
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from jetbridge_local.stack import moto_costs


def atomic(moto: WSGIApplication) -> WSGIApplication:
    """Return moto with one DynamoDB request at a time; other services are left as they are.

    Otherwise two writers can both pass one condition (seen with moto 5.2.5: a compare-and-set
    counter that lost a count). Since nothing else writes meanwhile, a transaction that fails puts
    back what it touched: see `moto_costs`.
    """
    moto_costs.install()
    lock = Lock()

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("HTTP_X_AMZ_TARGET", "").startswith("DynamoDB"):
            return moto(environ, start_response)
        with lock:
            return list(moto(environ, start_response))

    return app
