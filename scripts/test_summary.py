"""Adds up the reports of one run of the tests: python test_summary.py STATUS_OF_MAVEN. Exits 1 where a test failed."""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def suites(report):
    root = ElementTree.parse(report).getroot()
    return root.iter("testsuite") if root.tag == "testsuites" else [root]


def name(case):
    return f"{case.get('classname')}.{case.get('name')}"


def summarise(title, reports):
    """Prints one line for the reports, then what failed and what was skipped with its reason."""
    cases = [case for report in sorted(reports) for suite in suites(report) for case in suite.iter("testcase")]
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skipped = [case for case in cases if case.find("skipped") is not None]
    print(f"{title:7}{len(cases) - len(failed) - len(skipped):5} passed {len(failed):4} failed {len(skipped):4} skipped")
    for case in failed:
        print(f"    FAILED  {name(case)}")
    for case in skipped:
        print(f"    skipped {name(case)}: {case.find('skipped').get('message') or 'no reason given'}")
    return bool(cases), bool(failed)


def main(maven_status):
    print("\n==== summary ====")
    java_ran, java_failed = summarise("JUnit", TOP.glob("*/target/surefire-reports/TEST-*.xml"))
    python_ran, python_failed = summarise("pytest", TOP.glob("tests-py/target/pytest.xml"))
    ok = maven_status == 0 and java_ran and python_ran and not java_failed and not python_failed
    if ok:
        print("all green")
    elif java_failed or python_failed:
        print("tests failed")
    else:
        print("not all tests ran: the build failed (see above)")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
