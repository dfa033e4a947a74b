/**
 * Checkpoint files: PyTorch's {@code .pth} and {@code .pt} read as data only, and written so that
 * Python's {@code torch.load(weights_only=True)} opens them.
 *
 * <p>Start at {@link org.torch4j.io.Checkpoints}. A file is a zip archive ({@code ZipCheckpoint})
 * or an older row of pickles ({@code LegacyCheckpoint}); both hold a pickle, which {@code
 * PickleReader} interprets and {@code PickleWriter} makes. Nothing that a file names is ever looked
 * up, loaded or called: names stay names ({@link org.torch4j.io.PickledName}), objects of foreign
 * classes stay trees of their state ({@link org.torch4j.io.PickledObject}).
 *
 * <p>May use {@code org.torch4j}, {@code .op}, {@code .storage} and {@code .type}; neither {@code
 * .nn} nor {@code .optim}.
 */
@NullMarked
package org.torch4j.io;

import org.jspecify.annotations.NullMarked;
