import importlib
import importlib.metadata
import os
import pathlib
import pkgutil

import aegan_lib

PACKAGE = pathlib.Path(aegan_lib.__file__).parent


def test_version_is_that_of_the_installed_package():
    assert aegan_lib.__version__ == importlib.metadata.version("aegan_lib")


def test_library_comes_from_the_wheel_where_one_is_tested():
    if wheel := os.environ.get("AEGAN_WHEEL"):
        assert PACKAGE.is_relative_to(wheel)
        assert "site-packages" in PACKAGE.parts


def test_every_module_can_be_imported():
    walk = pkgutil.walk_packages(aegan_lib.__path__, "aegan_lib.")
    names = [module.name for module in walk]
    assert len(names) > 10
    for name in names:
        importlib.import_module(name)


def test_style_sheet_is_there():
    assert list(PACKAGE.rglob("*.mplstyle"))
