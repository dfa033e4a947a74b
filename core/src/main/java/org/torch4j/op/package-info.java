/**
 * The machinery of operations: schemas, the five kinds of op, promotion, broadcasting, in-place
 * rules, saving for backward. Each is written once here; the ops themselves stand in {@code
 * org.torch4j.op.family}. Start at {@link org.torch4j.op.Op}.
 *
 * <p>Part of the knot with {@code org.torch4j} and {@code autograd}; may use everything below it.
 */
@NullMarked
package org.torch4j.op;

import org.jspecify.annotations.NullMarked;
