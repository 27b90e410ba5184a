/**
 * What the generators of all bindings share: templates, lines of text, and files that must not go stale. Runs in the
 * build only.
 */
package io.nsn.bindings;
