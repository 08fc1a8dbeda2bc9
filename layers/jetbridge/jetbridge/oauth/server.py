"""What the OAuth endpoints need of the world."""

from jetbridge.model.metrics import Meter
from jetbridge.model.record import field, record
from jetbridge.model.system import Clock, Ids
from jetbridge.oauth.quotas import Quotas
from jetbridge.store.table import Table


@record
class Server:
    """The ports of the endpoints. `token_lifetime` is an access token's, in seconds.

    `noted` is the day on which this process last noted that a client obtained a token.
    """

    table: Table
    clock: Clock
    ids: Ids
    meter: Meter
    token_lifetime: int
    quotas: Quotas
    noted: dict[str, int] = field(default_factory=dict)
