"""Our metrics against torch-fidelity, which needs PyTorch."""

import sys
from unittest.mock import MagicMock

import keras
import numpy as np
import pytest

from aegan_lib.metrics import (
    frechet_distance,
    kernel_distance,
    precision_recall,
)

pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "torch", reason="torch-fidelity needs PyTorch"
)
rng = np.random.default_rng(4)
REAL = rng.normal(size=(400, 16))
FAKE = 0.2 + 1.3 * rng.normal(size=(350, 16))


@pytest.fixture(scope="module")
def peer():
    """Its metrics of features. Its networks for images need torchvision,
    whose builds fit one build of PyTorch only: an empty one stands in."""
    names = ("", ".models", ".transforms", ".transforms.functional")
    names += (".datasets",)
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setitem(sys.modules, f"torchvision{name}", MagicMock())
        import torch_fidelity
        from torch_fidelity import metric_fid, metric_kid, metric_prc
    assert torch_fidelity.__name__ == "torch_fidelity"
    return metric_fid, metric_kid, metric_prc


def test_frechet_distance(peer):
    statistics = [{"mu": x.mean(0), "sigma": np.cov(x.T)} for x in (REAL, FAKE)]
    wanted = peer[0].fid_statistics_to_metric(*statistics, verbose=False)
    (wanted,) = wanted.values()
    assert frechet_distance(REAL, FAKE) == pytest.approx(wanted, rel=1e-6)


def test_kernel_distance_with_one_subset_of_all(peer):
    import torch

    n = len(FAKE)  # its subsets have one size
    found = peer[1].kid_features_to_metric(
        torch.tensor(REAL[:n]),
        torch.tensor(FAKE),
        kid_subsets=1,
        kid_subset_size=n,
        kid_kernel="poly",
        rng_seed=1,
        verbose=False,
    )
    wanted = found["kernel_inception_distance_mean"]
    assert kernel_distance(REAL[:n], FAKE) == pytest.approx(wanted, rel=1e-6)


def test_precision_and_recall(peer):
    import torch

    found = peer[2].prc_features_to_metric(
        torch.tensor(FAKE),
        torch.tensor(REAL),
        prc_neighborhood=3,
        prc_batch_size=100,
        save_cpu_ram=False,
        verbose=False,
    )
    ours = precision_recall(REAL, FAKE, k=3)
    assert ours.precision == pytest.approx(found["precision"], rel=1e-6)
    assert ours.recall == pytest.approx(found["recall"], rel=1e-6)
