"""Garbage that holds widgets is only ever collected on the window's thread."""

import gc
import threading
import time

from stdesk.desk.work.jobs import Jobs


class Ring:
    """A cycle that tells on which thread it was collected."""

    def __init__(self, told: list[str]) -> None:
        self.itself = self
        self._told = told

    def __del__(self) -> None:
        self._told.append(threading.current_thread().name)


def test_a_worker_that_makes_many_objects_collects_nothing_itself(qapp, wait):
    jobs, told, rounds = Jobs(), [], []

    def litter() -> None:
        for _ in range(50):
            Ring(told)
            rounds.append([[] for _ in range(2000)])
            time.sleep(0.001)

    assert not gc.isenabled()
    jobs.query(litter, lambda _: None)
    wait(lambda: len(rounds) == 50)
    wait(lambda: told)
    assert set(told) == {threading.main_thread().name}
    jobs.shut_down()
    assert gc.isenabled()
