/**
 * What there is to know of each op, found by looking at it and by calling it: for the page {@code
 * docs/ops.md} and the command {@code torch4j ops}. Start at {@link
 * org.torch4j.testing.catalog.OpEntry}.
 */
@NullMarked
package org.torch4j.testing.catalog;

import org.jspecify.annotations.NullMarked;
