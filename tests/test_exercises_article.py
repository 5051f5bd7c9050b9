import numpy as np
import pytest

from aegan_lib.exercises.article import check_who_moved


def weights(networks):
    return {
        name: [np.array(w) for w in network.get_weights()]
        for name, network in networks.items()
    }


def right(networks, step):
    before = weights(networks)
    step()
    return {
        name
        for name, after in weights(networks).items()
        if any(
            not np.array_equal(a, b)
            for a, b in zip(after, before[name], strict=True)
        )
    }


def without_copies(networks, step):
    before = {name: n.get_weights() for name, n in networks.items()}
    step()
    return {
        name
        for name, network in networks.items()
        if any(
            (a != b).any()
            for a, b in zip(network.get_weights(), before[name], strict=True)
        )
    }


def compared(by):
    def who_moved(networks, step):
        before = weights(networks)
        step()
        after = weights(networks)
        return {n for n in networks if by(after[n], before[n])}

    return who_moved


def twice(networks, step):
    right(networks, step)
    return right(networks, step)


def test_the_right_function_gets_all_points():
    assert check_who_moved(right)[:2] == (4, 4)
    assert check_who_moved(lambda n, s: list(right(n, s))).points == 4


WRONG = {
    "no copies": (without_copies, 0, "copies"),
    "everybody": (lambda n, step: step() or set(n), 0, "before the step"),
    "nobody": (lambda n, step: step() or set(), 0, "copies"),
    "twice": (twice, 0, "not once"),
    "increases": (compared(lambda a, b: (a[0] > b[0]).any()), 1, "decrease"),
    "tolerant": (
        compared(lambda a, b: not np.allclose(a[0], b[0], atol=1e-3)),
        1,
        "small one",
    ),
    "first array": (
        compared(lambda a, b: (a[0] != b[0]).any()),
        2,
        "every array",
    ),
    "sums": (
        compared(
            lambda a, b: any(
                abs(p.sum() - q.sum()) > 0 for p, q in zip(a, b, strict=True)
            )
        ),
        3,
        "at once",
    ),
    "names": (lambda n, step: step() or 3, 0, "TypeError"),
    "no function": (None, 0, "TypeError"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_function_gets_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG[name]
    result = check_who_moved(answer)
    assert result.points == points
    assert hint in result.message
