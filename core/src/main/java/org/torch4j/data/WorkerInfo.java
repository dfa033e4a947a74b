package org.torch4j.data;

/**
 * What a loader's worker knows about itself, {@code torch.utils.data.get_worker_info()}.
 *
 * @param id the worker's number, from 0
 * @param numWorkers number of workers of this loader
 * @param seed this worker's seed in this epoch: the epoch's base seed plus {@code id}
 * @param dataset the data set, which all workers share
 */
public record WorkerInfo(int id, int numWorkers, long seed, Object dataset) {}
