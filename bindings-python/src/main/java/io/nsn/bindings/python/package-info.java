/** Generates the Python modules' definitions, stubs and extension. Runs in the build only. */
package io.nsn.bindings.python;
