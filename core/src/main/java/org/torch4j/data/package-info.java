/**
 * Data sets, samplers and the {@link org.torch4j.data.DataLoader}, {@code torch.utils.data}.
 *
 * <p>Start with {@link org.torch4j.data.DataLoader}: it asks a sampler for indices, a {@link
 * org.torch4j.data.Dataset} for samples, and collates them into batches, on the caller's thread or
 * on workers. The order is PyTorch's; numbers drawn while a sample is made depend on the sample
 * alone, so any number of workers gives the same batches.
 *
 * <p>May use {@code org.torch4j} and what lies below it; not {@code nn}, {@code optim} or {@code
 * io}.
 */
@NullMarked
package org.torch4j.data;

import org.jspecify.annotations.NullMarked;
