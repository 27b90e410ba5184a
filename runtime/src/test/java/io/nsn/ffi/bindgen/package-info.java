/**
 * Makes Java classes of C headers, in the way of jextract. A list ({@code src/test/resources/bindgen/NAME.list}) names
 * the headers, the libraries, and just the functions, structures and constants that are used;
 * {@link io.nsn.ffi.bindgen.Declarations} has castxml read the headers, {@link io.nsn.ffi.bindgen.JavaBindings} writes
 * the classes. {@code mvn -pl runtime test -Dtest=BindgenTest -Dbindgen=write} refreshes what is checked in.
 */
package io.nsn.ffi.bindgen;
