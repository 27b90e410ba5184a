/**
 * The two configuration files, {@code nsnd.cfg} and {@code nsn-app.cfg}: {@link io.nsn.config.DaemonConfig} and
 * {@link io.nsn.config.AppConfig} are read once, checked as a whole, and never change.
 *
 * <p>{@link io.nsn.config.ConfigKey} is the one definition of every key: the parser's checks, the text of its errors,
 * the commented {@code nsnd.cfg} and the table in the docs come from it ({@link io.nsn.config.ConfigReference}).
 *
 * <p>No thread of its own; imports nothing of this project.
 */
package io.nsn.config;
