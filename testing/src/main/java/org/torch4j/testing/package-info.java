/**
 * What tests of tensor programs need. Golden files, made by real PyTorch, are read into plain
 * values: start at {@link org.torch4j.testing.OpGolden}, {@link org.torch4j.testing.ModuleGolden}
 * and {@link org.torch4j.testing.RandomGolden}, which take their files from a {@link
 * org.torch4j.testing.GoldenSource}.
 *
 * <p>May use the public packages of {@code org.torch4j}.
 */
@NullMarked
package org.torch4j.testing;

import org.jspecify.annotations.NullMarked;
