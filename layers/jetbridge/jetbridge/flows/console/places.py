"""What the pages and actions of the console declare.

A page shows something, an action changes something: it has a page of its own that tells in words
what follows, and whose button does it. Both are declared once; routes, navigation, the matrix of
roles and routes, and the table in docs/console.md are made of that.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

from jetbridge.flows.context import Context
from jetbridge.model.audit import Action
from jetbridge.model.console import Role, Session
from jetbridge.model.dry_run import Played
from jetbridge.model.errors import ApiProblem
from jetbridge.model.identity import Acting, Person
from jetbridge.model.record import field, record, replace
from jetbridge.model.scopes import Scope
from jetbridge.model.sentence import Sentence, say
from jetbridge.model.settings import Settings
from jetbridge.model.tenant import Tenant
from jetbridge.web.request import Request
from jetbridge.web.response import Response
from jetbridge.web.who import AN_OPERATOR, Who

TEMPLATES: Final = Path(__file__).with_name("templates")
"""The folder of the templates of every area."""
OF_TENANT: Final = "/console/tenants/<tenant>"
"""Below it is what is of one tenant."""

DONE: Final = "done"
"""The query parameter that says what was done just before a page is shown."""

type Form = Mapping[str, str]


type Play = Callable[[Context, Settings, Acting, Mapping[str, object], int], Played]
"""Plays a policy: `jetbridge.dry_run.page.played`, which no flow can name."""


@record
class Visit:
    """A request by a person who is signed in, to a place that they may use.

    `tenant` is the one in view, None where the place is the deployment's. `variables` are those of
    the path.
    """

    context: Context
    request: Request
    session: Session
    role: Role
    place: "Place"
    now: int
    play: Play = field(repr=False)
    tenant: Tenant | None = None
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def word(self) -> str:
        """What an action does, in a word: how its path ends."""
        return self.place.path.rpartition("/")[2]

    @property
    def home(self) -> str:
        """The path of what is of the tenant in view."""
        return home_of(self.of) if self.tenant else "/console"

    @property
    def of(self) -> str:
        """The tenant in view.

        Raises:
            LookupError: the place is of no tenant.
        """
        if self.tenant is None:
            raise LookupError("this place is of no tenant")
        return self.tenant.id

    def listing(self, *filters: str) -> Request:
        """Return the request as a list reads it that has these filters; an empty one is none.

        What else an address says, such as what was done before, would be bound into the cursor.
        """
        from jetbridge.web.resources import PAGING

        given = ((name, value.strip()) for name, value in self.request.query)
        query = (each for each in given if each[0] in PAGING or (each[0] in filters and each[1]))
        return replace(self.request, query=(*query,))

    def is_own(self, by: str) -> bool:
        """Return whether a change is the own one of the person who looks; `by` is as stored."""
        return by in (self.session.actor, self.session.subject)

    def who(self, by: str, told: Who) -> str | Sentence:
        """Return who made a change: for operators as stored, for others as `told` tells it."""
        if self.is_own(by):
            return say("you")
        shown = by if self.role is Role.OPERATOR else told(by)
        return say("an operator") if shown == AN_OPERATOR else shown

    @property
    def person(self) -> Person:
        """Who acts, for the flows that the API calls, too.

        Raises:
            LookupError: the place is of no tenant.
        """
        return Person(self.of, self.session.subject)


@record
class View:
    """A page's own part: its template, and what the template shows.

    `title` replaces the place's own where the page is about one thing. `made` are the ids of what
    an action has made, where its answer is a page: it holds what is shown once. `retry_after` is in
    how many seconds to try again, where something was refused for now.
    """

    template: str
    shown: Mapping[str, object]
    title: Sentence | None = None
    status: int = 200
    made: tuple[str, ...] = ()
    retry_after: int | None = None


type Takes = Callable[[Visit, Form, ApiProblem | None], View]
"""Answers a form, or shows it again with why it is not answered."""


@record
class Asked:
    """What is asked before an action is done.

    `about` names what it is about, empty where there is nothing yet. `consequences` say what
    follows, `fields` are sent along: what the person saw. `form` is a template with fields to fill
    in, which gets `shown`; `labels` are what it calls them, by their names.
    """

    about: str
    consequences: tuple[str, ...]
    fields: Form = field(default_factory=dict)
    form: str = ""
    shown: Mapping[str, object] = field(default_factory=dict)
    labels: Mapping[str, Sentence] = field(default_factory=dict)


@record
class Done:
    """What an action has led to: the path that shows it, and the ids of what it has made."""

    path: str
    made: tuple[str, ...] = ()


@record
class Page:
    """A page. `role` is the least that may see it.

    `scope` is what lets an API client read the same, None where there is no such route. `menu` is
    its name in the navigation, empty where it stands under another page. `takes` answers a form
    of the page that asks for something and changes nothing; it is told why one is not answered,
    and a mark stands then for each character that no page may show.
    """

    path: str
    title: Sentence
    role: Role
    view: Callable[[Visit], "View | Response | str"] = field(repr=False)
    """Returns what to show, a file to hand out, or the path to go on to."""
    scope: Scope | None = None
    menu: Sentence | None = None
    under: str = ""
    """The path of the page in the navigation under which it stands."""
    takes: Takes | None = field(default=None, repr=False)


@record
class Act:
    """An action. `ask` is what its own page says, and `do` does it.

    `action` is what the audit trail calls it, `scope` what lets an API client do the same. `button`
    is what is pressed, `done` what is said afterwards. `fresh` asks for a sign-in just before.
    `has_form` says that there is something to fill in, which is shown again where it is not taken.
    `command` is the operator's one that does the same, where the action is the operator's alone.
    """

    path: str
    title: Sentence
    role: Role
    action: Action
    ask: Callable[[Visit], Asked] = field(repr=False)
    do: Callable[[Visit, Form], "Done | View"] = field(repr=False)
    button: Sentence
    done: Sentence
    scope: Scope | None = None
    fresh: bool = False
    under: str = ""
    has_form: bool = False
    command: str = ""


type Place = Page | Act


def home_of(tenant: str) -> str:
    """Return the path of the page of a tenant."""
    return OF_TENANT.replace("<tenant>", quote(tenant, safe=""))
