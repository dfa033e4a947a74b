/**
 * Scalar expressions: what a pointwise op or a reduction computes for one element, as data. They
 * are differentiated, simplified, evaluated here, and turned into kernels by backends. Start at
 * {@link org.torch4j.expr.Expr}.
 *
 * <p>May use {@code type} only.
 */
@NullMarked
package org.torch4j.expr;

import org.jspecify.annotations.NullMarked;
