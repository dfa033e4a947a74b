/**
 * Runs a folder of golden cases, made by real PyTorch, through this library and says case by case
 * what agrees. Start at {@link org.torch4j.testing.conformance.Conformance}.
 *
 * <p>A golden file names what Python called: a dotted path such as {@code
 * torch.nn.functional.gelu}, or a line of Python. {@code Functions} finds the Java counterpart by
 * name alone, the ATen op first and the method or function of the mechanical name second; {@code
 * PythonParser} reads the line. Nothing here knows a single case.
 *
 * <p>May use the golden readers of {@code org.torch4j.testing} and the public packages.
 */
@NullMarked
package org.torch4j.testing.conformance;

import org.jspecify.annotations.NullMarked;
