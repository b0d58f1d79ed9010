"""Leases on partitions: real nodes, and real processes that take, keep, lose and leave them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from kratomcli.cluster.leases import Lease, LeaseLost, Leases, LeaseState
from kratomcli.engine.opensearch.client import Client

SECONDS = 1.5

HOLDER = """
import sys, time
from kratomcli.cluster.leases import LeaseLost, Leases
from kratomcli.engine.opensearch.client import Client
url, index, owner, seconds = sys.argv[1:]
leases = Leases(Client([url]), index, owner, float(seconds))
lease = leases.take("notes", leases.states(["notes"])["notes"])
if lease is None:
    print("taken", flush=True)
    sys.exit()
with lease.kept():
    print(lease.term(), flush=True)
    for line in sys.stdin:
        try:
            print(lease.term(), flush=True)
        except LeaseLost as error:
            print(error.message, flush=True)
"""


@pytest.fixture(scope="session")
def client(nodes: list[str]) -> Client:
    return Client(nodes)


@pytest.fixture
def index(client: Client, index_name: str) -> str:
    """An index of state documents."""
    client.ask("PUT", f"/{index_name}", {"mappings": {"dynamic": False}})
    return index_name


@pytest.fixture
def holder(nodes: list[str], index: str) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Starts a process that takes the lease on "notes", and draws a term for each line that it is sent."""
    started: list[subprocess.Popen[str]] = []

    def start(owner: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", HOLDER, nodes[0], index, owner, str(SECONDS)]
        started.append(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def leases_of(client: Client, index: str, owner: str) -> Leases:
    return Leases(client, index, owner, SECONDS)


def tried(leases: Leases, partition: str = "notes") -> Lease | None:
    return leases.take(partition, leases.states([partition])[partition])


def waited_for(leases: Leases) -> Lease:
    while (lease := tried(leases)) is None:
        time.sleep(0.05)
    return lease


def asked(process: subprocess.Popen[str]) -> str:
    """What a holder answers when it is to draw one more term."""
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()
    return line_of(process)


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_what_a_worker_holds_is_given_back_whatever_it_knows_of_it(client: Client, index: str) -> None:
    """As after Ctrl-C between the request for a lease and its answer."""
    ours, theirs = (Leases(client, index, owner, SECONDS) for owner in ("one", "two"))
    for leases, partition in ((ours, "notes"), (theirs, "essays")):
        assert leases.take(partition, LeaseState())
    ours.give_back(["notes", "essays", "letters"])
    owners = {name: state.owner for name, state in ours.states(["notes", "essays", "letters"]).items()}
    assert owners == {"notes": "", "essays": "two", "letters": ""}
    assert theirs.take("notes", theirs.states(["notes"])["notes"]), "nobody waits for it"


def test_a_lease_is_taken_renewed_released_and_taken_again(client: Client, index: str) -> None:
    one, other = leases_of(client, index, "one"), leases_of(client, index, "other")
    lease = tried(one)
    assert lease is not None
    assert tried(other) is None
    first = lease.term()
    lease.renew()
    assert lease.term() > first
    assert tried(other) is None
    lease.release(done=7)
    assert one.states(["notes", "none"]) == {
        "notes": one.states(["notes"])["notes"],
        "none": LeaseState(),
    }
    assert one.states(["notes"])["notes"][::2] == ("", 7)
    again = tried(other)
    assert again is not None
    assert other.states(["notes"])["notes"].done == 7
    assert again.term() > first
    with pytest.raises(LeaseLost, match="another worker has taken over the partition 'notes'"):
        lease.renew()


def test_partitions_have_leases_of_their_own_whatever_their_names(client: Client, index: str) -> None:
    leases = leases_of(client, index, "one")
    names = ["", "a/b", "ü ?#%", "x" * 300, "\udcff", "\xff"]
    held = [tried(leases, name) for name in names]
    assert None not in held
    assert [state.owner for state in leases.states(names).values()] == ["one"] * len(names)
    assert leases.states([]) == {}


def test_of_two_who_take_a_lease_at_once_one_gets_it(client: Client, index: str) -> None:
    everybody = [leases_of(client, index, f"worker {number}") for number in range(8)]
    with ThreadPoolExecutor(len(everybody)) as pool:
        for round in range(5):
            states = [leases.states(["notes"])["notes"] for leases in everybody]
            got = list(
                pool.map(lambda one: one[0].take("notes", one[1]), zip(everybody, states, strict=True))
            )
            (lease,) = [one for one in got if one is not None]
            lease.release(done=round)


def test_terms_rise_whoever_draws_them(client: Client, index: str) -> None:
    leases = leases_of(client, index, "one")
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda _: leases.next_term(), range(40)))
    assert len(set(drawn)) == 40
    assert leases.next_term() > max(drawn)


def test_a_request_whose_answer_was_lost_counts_as_done(client: Client, index: str) -> None:
    leases = leases_of(client, index, "one")
    state = leases.states(["notes"])["notes"]
    wanted = LeaseState("one", 1, 0, state.sequence)
    first = leases.put("notes", wanted)
    assert first is not None
    assert leases.put("notes", wanted) == first  # as it is sent again
    assert leases.put("notes", wanted._replace(owner="other")) is None


def test_of_two_processes_that_start_at_once_one_holds_the_lease(
    holder: Callable[[str], subprocess.Popen[str]],
) -> None:
    both = [holder("one"), holder("other")]
    said = sorted(line_of(process) for process in both)
    assert said[1] == "taken"
    assert int(said[0]) > 0


def test_a_killed_holder_loses_its_lease_once_it_is_over(
    client: Client, index: str, holder: Callable[[str], subprocess.Popen[str]]
) -> None:
    process = holder("one")
    term = int(line_of(process))
    leases = leases_of(client, index, "other")
    assert tried(leases) is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert tried(leases) is None  # it may have been renewed just now
    lease = waited_for(leases)
    assert lease.term() > term


def test_a_living_holder_keeps_its_lease(
    client: Client, index: str, holder: Callable[[str], subprocess.Popen[str]]
) -> None:
    process = holder("one")
    term = int(line_of(process))
    leases = leases_of(client, index, "other")
    until = time.monotonic() + 3 * SECONDS
    while time.monotonic() < until:
        assert tried(leases) is None
        time.sleep(0.1)
    assert int(asked(process)) > term


def test_a_holder_that_wakes_up_late_knows_that_it_lost(
    client: Client, index: str, holder: Callable[[str], subprocess.Popen[str]]
) -> None:
    process = holder("one")
    term = int(line_of(process))
    process.send_signal(signal.SIGSTOP)
    lease = waited_for(leases_of(client, index, "other"))
    assert lease.term() > term
    process.send_signal(signal.SIGCONT)
    assert asked(process) == "another worker has taken over the partition 'notes'"
    lease.renew()


def test_a_holder_that_was_away_but_not_missed_goes_on(
    client: Client, index: str, holder: Callable[[str], subprocess.Popen[str]]
) -> None:
    process = holder("one")
    term = int(line_of(process))
    process.send_signal(signal.SIGSTOP)
    time.sleep(2 * SECONDS)
    process.send_signal(signal.SIGCONT)
    assert int(asked(process)) > term
    assert tried(leases_of(client, index, "other")) is None


def test_checking_a_lease_asks_the_cluster_only_now_and_then(client: Client, index: str) -> None:
    lease = tried(leases_of(client, index, "one"))
    assert lease is not None
    before = leases_of(client, index, "one").states(["notes"])
    lease.check()
    assert leases_of(client, index, "one").states(["notes"]) == before
    time.sleep(SECONDS)
    lease.check()
    assert leases_of(client, index, "one").states(["notes"]) != before
