"""What the OAuth endpoints need of the world."""

from jetbridge.model.metrics import Meter
from jetbridge.model.record import record
from jetbridge.model.system import Clock, Ids
from jetbridge.oauth.quotas import Quotas
from jetbridge.store.table import Table


@record
class Server:
    """The ports of the endpoints. `token_lifetime` is an access token's, in seconds."""

    table: Table
    clock: Clock
    ids: Ids
    meter: Meter
    token_lifetime: int
    quotas: Quotas
