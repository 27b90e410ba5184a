/** Runs a Python program on GraalPy in this JVM, where {@code nsn} and {@code insane} call the runtime's Java classes. */
package io.nsn.graalpy;
