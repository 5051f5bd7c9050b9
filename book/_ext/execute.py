"""Execute the pages into the cache that the book is built from.

    python book/_ext/execute.py

One page on each core: small networks gain little from a second one, so that
two pages at a time took two thirds of the time that they took in turn. A page
that is in the cache already is not run again.
"""

import concurrent.futures
import multiprocessing
import os
import sys

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution
from notebooks import KERNEL, ROOT, SECONDS_PER_CELL, pages

from aegan_lib.explorer.static import VARIABLE

CACHE = ROOT / "_build" / ".jupyter_cache"


def page_to_run(path):
    """The page, with the kernel's name that MyST-NB gives it."""
    page = nbformat.read(path, as_version=4)
    page.metadata.kernelspec["name"] = KERNEL
    return page


def is_cached(cache, page):
    """Whether the cache holds outputs of exactly these cells."""
    try:
        cache.match_cache_notebook(page)
    except KeyError:
        return False
    return True


def stay_on_one_core(cores):
    """Give this process, and the kernels it starts, the next core."""
    if hasattr(os, "sched_setaffinity"):  # Linux
        os.sched_setaffinity(0, {cores.get()})


def execute(path):
    """Run one page; return it with its outputs, or with what stopped it."""
    return single_nb_execution(
        page_to_run(path),
        cwd=str(path.parent),
        timeout=SECONDS_PER_CELL,
        allow_errors=False,
    )


def main():
    os.environ[VARIABLE] = "1"  # the kernels that run the pages inherit it
    CACHE.parent.mkdir(exist_ok=True)
    cache = get_cache(CACHE)
    todo = [p for p in pages() if not is_cached(cache, page_to_run(p))]
    if hasattr(os, "sched_getaffinity"):
        cores = sorted(os.sched_getaffinity(0))
    else:
        cores = list(range(os.cpu_count()))
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    for core in cores:
        queue.put(core)
    failed = 0
    with concurrent.futures.ProcessPoolExecutor(
        len(cores), context, stay_on_one_core, (queue,)
    ) as pool:
        runs = {pool.submit(execute, path): path for path in todo}
        for run in concurrent.futures.as_completed(runs):
            path, result = runs[run], run.result()
            print(f"{path.name}: executed in {result.time:.0f} s", flush=True)
            if result.err is not None:
                failed += 1
                print(result.exc_string, file=sys.stderr)
                continue
            bundle = CacheBundleIn(result.nb, str(path))
            cache.cache_notebook_bundle(
                bundle, check_validity=False, overwrite=True
            )
    sys.exit(f"{failed} pages failed" if failed else 0)


if __name__ == "__main__":
    main()
