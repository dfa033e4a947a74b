/**
 * Benchmarks side by side with other PyTorches: all do the same work in turns on the same machine,
 * and the ratio of medians is what counts. Start at {@link org.torch4j.bench.Bench}.
 */
@NullMarked
package org.torch4j.bench;

import org.jspecify.annotations.NullMarked;
