"""A program with JPype beside nsn, in one JVM. `imported`: only imported before nsn starts it; `started`: by the program itself;
`foreign`: by the program, for classes of its own.
"""

import sys

import jpype
import nsn
from nsn import _jvm

how = sys.argv[1]
if how != "imported":
    jpype.startJVM("-Xrs", "--enable-native-access=ALL-UNNAMED", jvmpath=_jvm._libjvm(), classpath=[_jvm._jar()] if how == "started" else [])
result = nsn.init()
if result == 0:
    print("QoS of Java's:", jpype.JClass("io.nsn.api.Qos").DEFAULT)
    nsn.close()
print("init:", result)
