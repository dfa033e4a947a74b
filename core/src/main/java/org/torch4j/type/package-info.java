/**
 * The values that describe tensors: element types, devices, shapes and scalars.
 *
 * <p>This is the lowest package of the library; it uses nothing but the JDK. Start at {@link
 * DType}.
 */
@NullMarked
package org.torch4j.type;

import org.jspecify.annotations.NullMarked;
