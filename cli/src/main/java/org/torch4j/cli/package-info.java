/**
 * The {@code torch4j} command: one class for each subcommand, put together in {@link
 * org.torch4j.cli.Main}. A task that can be trained from the command line has a package of its own
 * below this one.
 */
@NullMarked
package org.torch4j.cli;

import org.jspecify.annotations.NullMarked;
