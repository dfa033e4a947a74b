/** How commands show what they do: progress, learning curves, confusion matrices. */
@NullMarked
package org.torch4j.cli.report;

import org.jspecify.annotations.NullMarked;
