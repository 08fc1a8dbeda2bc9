"""Each function is given the environment variables that its code reads, and no other."""

from typing import Final

import pytest

from jetbridge.model import registry
from jetbridge.model.partner import Capability
from jetbridge.model.settings import Settings, Variable
from tests.unit.infra import reads
from tests.unit.infra.templates import FUNCTION, folder, given, resources, written

FUNCTIONS: Final = resources(FUNCTION)
OBSERVED: Final = {
    "POWERTOOLS_SERVICE_NAME",
    "POWERTOOLS_LOG_LEVEL",
    "STAGE",
    "STACK_NAME",
}
"""Read where logs and metrics are written, in every function."""
_OF_A_DRY_RUN: Final = {"INCODE_SECRET_ID", "ONBOARDER_SECRET_ID", "SMARTRECRUITERS_SECRET_ID"}
_LEFT_OUT: Final = {
    # Where calls go, and who is let in: no step of a played journey depends on it.
    *("ENBOARDER_TOKEN_HOSTS", "INCODE_API_URL", "INCODE_AUTH_URL", "ONBOARDER_API_URL"),
    *("ONBOARDER_SCOPES", "PARTNER_SCOPES", "SMARTRECRUITERS_APP_ID"),
    *("SMARTRECRUITERS_COMPANIES", "RETURN_URL_ALLOW_LIST", "SUPPORT_CONTACT"),
    # How much, how long and what is kept: nothing is kept, and no one waits.
    *("NOTIFICATION_RETENTION_DAYS", "ONBOARDER_KEPT_FIELDS", "SMARTRECRUITERS_TIMEOUT"),
    "WEBHOOK_CONCURRENCY",
}
"""What a dry run in the console does without: a function's variables have 4 KB in all."""
MADE_UP: Final = {
    "ConsoleFunction": _OF_A_DRY_RUN | _LEFT_OUT,
    "RehearseFunction": _OF_A_DRY_RUN,
}
"""What a function's code reads and its environment does not give: a dry run has its own."""

REACHED: Final = {
    "a call": ("calls.one(settings)", "def one(settings): settings.bus_name"),
    "a name that is imported again": ("calls.two()", "from jetbridge.others import two"),
    "a method": ("calls.One()", "class One:\n  def any(self): self._settings.bus_name"),
    "a table": ("calls.JOBS", "def _one(s): s.bus_name\nJOBS = {'one': _one}"),
    "a module passed on": ("use(calls)", "def one(settings): settings.bus_name"),
    "an import on the way": (
        "calls.one",
        "def one():\n  from jetbridge.others import two\n  two()",
    ),
    "what runs at the import": ("calls.one", "if True: settings().bus_name\ndef one(): pass"),
}
"""How an app reaches what reads a variable, and the module that it calls."""
OTHERS: Final = "def two(): settings().bus_name\ndef three(): settings().queue_url"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_given_what_it_reads(name: str) -> None:
    """A variable that is missing is an error or a default; one too many leads a reader astray."""
    # GIVEN the variables of a function, but for where a value is kept that is empty here
    variables = given(name).keys()
    kept_elsewhere = {f"{each}_PARAMETER" for each in variables} & variables
    # THEN they are those that its code reads
    read = reads.by_function(folder(name)) - MADE_UP.get(name, set())
    assert variables - OBSERVED - kept_elsewhere == read


def test_every_setting_is_read() -> None:
    """A setting that no function reads decides nothing."""
    # GIVEN the settings
    named = {each.name for each in vars(Settings).values() if isinstance(each, Variable)}
    # THEN each is read by a function
    assert frozenset().union(*(reads.by_function(folder(name)) for name in FUNCTIONS)) == named


def test_what_every_function_reads_is_given_to_all_at_once() -> None:
    """A new function has it without asking."""
    # THEN the template's globals are what no function does without
    everywhere = frozenset.intersection(*(reads.by_function(folder(each)) for each in FUNCTIONS))
    assert written()["Globals"]["Function"]["Environment"]["Variables"].keys() == (
        everywhere | OBSERVED
    )


def test_variables_and_modules_are_read_where_it_shows() -> None:
    """What the source does not show would be missing in the template."""
    # GIVEN the modules that read the environment themselves, and those that load modules by name
    package = reads.LAYER / "jetbridge"
    sources = {
        file.relative_to(package).as_posix(): file.read_text() for file in package.rglob("*.py")
    }
    environment = {name for name, source in sources.items() if "os.environ" in source}
    loading = [name for name, source in sources.items() if "import_module" in source]
    # THEN the first are the settings' reader, the logger, and for Lambda's own variables the
    # package, the log's records and the client of AWS
    assert environment == {
        "__init__.py",
        "runtime/awsjson/client.py",
        "runtime/log_records.py",
        "runtime/observability.py",
        "runtime/settings.py",
    }
    # AND only the registry loads modules, which is followed, and a function those of its folder
    assert sorted(loading) == ["model/partner.py", "runtime/edge.py"]


@pytest.mark.parametrize(("app", "calls"), REACHED.values(), ids=REACHED)
def test_a_variable_is_found_however_it_is_reached(app: str, calls: str) -> None:
    """And what is not reached is not found."""
    # GIVEN an app, and two modules
    sources = {
        "app": f"from jetbridge import calls\n{app}",
        "jetbridge.calls": calls,
        "jetbridge.others": OTHERS,
    }
    # WHEN its variables are derived
    modules = {name: reads.Module(name, source) for name, source in sources.items()}
    found = reads.variables(modules, ["app"])
    # THEN they are those that it reads
    assert found == {"BUS_NAME"}


def test_a_method_of_the_settings_reads_what_its_source_reads() -> None:
    """`base_url` takes PUBLIC_URL where there is one."""
    # THEN a call of it counts
    modules = {"app": reads.Module("app", "settings.base_url(domain)")}
    assert reads.variables(modules, ["app"]) == {"PUBLIC_URL"}


@pytest.mark.parametrize(
    ("asked", "call"), [("", ".two()"), (".two()", "")], ids=["by the caller", "by what it calls"]
)
def test_what_the_registry_loads_is_followed(asked: str, call: str) -> None:
    """No import leads to it: a capability does, and what is called of it."""
    # GIVEN an app that asks for a capability, and the partners' modules that have it
    app = f"from jetbridge.asked import notifies\nnotifies(name){call}"
    sources = {
        "app": app,
        "jetbridge.asked": f"def notifies(name): module(Capability.NOTIFIES){asked}",
        **{f"{each.package}.notification": OTHERS for each in registry.every(Capability.NOTIFIES)},
    }
    # THEN what is called of them counts, and nothing else
    modules = {name: reads.Module(name, source) for name, source in sources.items()}
    assert reads.variables(modules, ["app"]) == {"BUS_NAME"}
