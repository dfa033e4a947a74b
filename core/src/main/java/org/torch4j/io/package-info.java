/**
 * Files of tensors: PyTorch's {@code .pth} and {@code .pt} read as data only, and written so that
 * Python's {@code torch.load(weights_only=True)} opens them; safetensors, npy and npz.
 *
 * <p>Start at {@link org.torch4j.io.Checkpoints}, and at {@link org.torch4j.io.Checkpoint} for the
 * state of a training run. A checkpoint is a zip archive ({@code ZipCheckpoint}), an older row of
 * pickles ({@code LegacyCheckpoint}) or a still older tar archive ({@code TarCheckpoint}); all hold
 * pickles, which {@code PickleReader} interprets and {@code PickleWriter} makes. Nothing that a
 * file names is ever looked up, loaded or called: names stay names ({@link
 * org.torch4j.io.PickledName}), objects of foreign classes stay trees of their state ({@link
 * org.torch4j.io.PickledObject}). All formats read through {@code ByteSource}, which holds every
 * announced length against the file's real size, and write through {@code AtomicFile}. The elements
 * come last: {@code StorageFill} reads them into their memory by several threads.
 *
 * <p>May use {@code org.torch4j}, {@code .op}, {@code .storage}, {@code .type} and {@code .nn}.
 */
@NullMarked
package org.torch4j.io;

import org.jspecify.annotations.NullMarked;
