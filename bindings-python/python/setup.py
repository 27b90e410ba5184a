"""The part of the package's description that pyproject.toml cannot hold: the extension, left out where there is no compiler."""

from setuptools import Extension, setup

setup(ext_modules=[Extension("nsn._nsn", ["nsn/_nsn.c"], optional=True, extra_compile_args=["-O2", "-Wall"])])
