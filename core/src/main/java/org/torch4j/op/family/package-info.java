/**
 * The ops themselves, one constant each, by family: its ATen schema, its rule of shapes and its
 * gradients stand together. Start at {@link org.torch4j.op.family.Activations}.
 *
 * <p>Part of the knot with {@code org.torch4j}, {@code op} and {@code autograd}.
 */
@NullMarked
package org.torch4j.op.family;

import org.jspecify.annotations.NullMarked;
