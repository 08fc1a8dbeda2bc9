"""A journey as an operator reads it."""

from jetbridge.flows.journey import show
from jetbridge.web import journey_resources
from jetbridge_cli import journey_view
from tests.fakes.partners.double import Trouble
from tests.support.journeys.env import TENANT, Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, policy, verify
from tests.unit.cli.consoles import printed, terminal
from tests.unit.flows.people.erasing import PERSON, erased, onboarded


def told(simulation: Simulation) -> list[str]:
    """Return the lines that the latest journey is told in."""
    found = show.find(simulation.world.context().table, TENANT, simulation.journey.id)
    screen = terminal(300)
    journey_view.show(screen, journey_resources.journey(*found))
    return [line.rstrip() for line in printed(screen).splitlines()]


def test_a_journey_is_told_line_by_line() -> None:
    """When, where, what; then what is awaited."""
    # GIVEN a hire whose person was sent a link
    simulation = a_simulation(policy(verify(deadlineInHours=2)))
    simulation.hire()
    simulation.work_off()
    # WHEN it is told
    lines = told(simulation)
    # THEN every line has its moment, and those of a step its name
    assert lines[0].startswith(f"{simulation.journey.id}  waiting")
    about = "company acme · candidate can-1 · job job-1 · journey 1 · policy version 1 · version 4"
    assert lines[1] == about
    ready = "Incode's link for the person is ready, and handed to the event bus."
    assert lines[4] == f"2026-09-21 14:13:20  identity (incode)  {ready}"
    # AND the end says who is awaited, and until when
    awaited = "The person, who is to prove at Incode who they are. Until 2026-09-21 16:13:20."
    assert lines[-1] == f"Awaited  {awaited}"


def test_what_is_wrong_comes_with_what_to_do() -> None:
    """A command that can be copied."""
    # GIVEN a hire that Enboarder finds fault with
    simulation = a_simulation(policy(LAUNCH))
    simulation.partners.enboarder.trouble = Trouble.FUSSY
    simulation.hire()
    simulation.work_off()
    # WHEN it is told
    problem, advice = told(simulation)[-2:]
    # THEN it is said what is wrong, and what to do
    assert problem.startswith("Problem  Enboarder")
    assert advice.startswith("To do    ")
    assert f"`jetbridge journeys retry {simulation.journey.id}`" in advice


def test_what_a_partner_answered_last_is_told() -> None:
    """Its status, and how often it was asked; while the step has not come out well."""
    # GIVEN an Incode that throttles
    simulation = a_simulation(policy(verify()))
    simulation.partners.incode.trouble = Trouble.BUSY
    simulation.hire()
    simulation.work_off()
    # WHEN the journey is told
    (line,) = [each for each in told(simulation) if each.startswith("Called")]
    # THEN the partner's answer is there
    assert line == "Called   incode POST request-new: 429. Requests so far: 4."
    # AND where the connection could not be made, the cause
    simulation.partners.incode.trouble = Trouble.DOWN
    simulation.wait(3_600)
    (line,) = [each for each in told(simulation) if each.startswith("Called")]
    assert line == "Called   incode POST token: not_sent. Requests so far: 9."
    # AND it goes with the trouble
    simulation.partners.incode.trouble = Trouble.NONE
    simulation.wait(3_600)
    assert not [each for each in told(simulation) if each.startswith("Called")]


def test_what_is_undone_tells_what_was_answered() -> None:
    """A cancellation that fails is a call like any other."""
    # GIVEN a workflow that is to be cancelled, at an Enboarder that fails
    simulation = a_simulation(policy(LAUNCH))
    simulation.hire()
    simulation.work_off()
    simulation.partners.enboarder.trouble = Trouble.BROKEN
    simulation.take_back()
    simulation.work_off()
    # WHEN the journey is told
    (line,) = [each for each in told(simulation) if each.startswith("Called")]
    # THEN the answer is there
    assert line == "Called   enboarder POST cancelwf: 500. Requests so far: 1."


def test_an_erased_person_is_named_so() -> None:
    """There is no id to show."""
    # GIVEN a person who was erased
    simulation = onboarded()
    erased(simulation.world)
    # WHEN their journey is told
    about = told(simulation)[1]
    # THEN it says so
    assert "candidate erased" in about
    assert PERSON[0] not in about
