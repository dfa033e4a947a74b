package org.torch4j.data;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;

/**
 * The workers of one epoch: batches are dealt to lanes in turn, made ahead of time by threads, and
 * taken in order.
 *
 * <p>A lane holds a thread only while it has a batch to make, and there are never more batches
 * under way than {@code lanes * prefetch}. An epoch that nobody goes on with therefore comes to
 * rest by itself: no thread waits for it, and the collector takes it.
 *
 * @param <B> a batch
 */
final class Workers<B> implements Supplier<@Nullable Outcome<B>> {
  /** Threads of all loaders. They end when they have had nothing to do for a while. */
  private static final Executor THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          1,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform()
              .name("torch4j-loader-", 0)
              .daemon(true)
              .inheritInheritableThreadLocals(false)
              .factory());

  private final BatchSource.Plan<B> plan;
  private final Control control = new Control(this);
  private final List<Lane<B>> lanes;
  private final Queue<Job<B>> underway = new ArrayDeque<>();
  private final int limit;
  private final Duration timeout;
  private int turn;
  private boolean exhausted;

  /** Workers that start at once on the first batches of {@code plan}. */
  Workers(
      BatchSource.Plan<B> plan,
      List<WorkerInfo> infos,
      int prefetch,
      Duration timeout,
      @Nullable IntConsumer init) {
    this.plan = plan;
    this.timeout = timeout;
    this.limit = Math.multiplyExact(infos.size(), prefetch);
    this.lanes = new ArrayList<>(infos.size());
    for (WorkerInfo info : infos) {
      lanes.add(new Lane<>(info, control, init));
    }
    fill();
  }

  /** The next outcome in order, or null at the end. */
  @Override
  public @Nullable Outcome<B> get() {
    control.waiting = true;
    try {
      resume();
      return takeNext();
    } finally {
      control.waiting = false;
    }
  }

  private @Nullable Outcome<B> takeNext() {
    for (Job<B> job = underway.peek(); job != null; job = underway.peek()) {
      Outcome<B> outcome = await(job);
      underway.remove();
      if (outcome.isEnd()) {
        job.lane.ended = true;
      }
      fill();
      if (!outcome.isEnd()) {
        return outcome;
      }
    }
    return null;
  }

  /**
   * Lets the batches that are being made be the last ones, until someone asks for more. Any thread
   * may call this; one that waits for a batch at the moment gets it.
   */
  void pause() {
    control.paused = true;
  }

  private void resume() {
    if (control.paused) {
      control.paused = false;
      lanes.forEach(Lane::start);
    }
  }

  private void fill() {
    while (!exhausted && underway.size() < limit) {
      Lane<B> lane = nextLane();
      Job<B> job = lane == null ? null : deal(lane);
      if (job == null) {
        exhausted = true;
        return;
      }
      underway.add(job);
    }
  }

  private @Nullable Job<B> deal(Lane<B> lane) {
    BatchSource.Task<B> task;
    try {
      task = plan.next(lane.info.id());
    } catch (RuntimeException | Error e) {
      // A sampler's failure comes after the batches before it, as it would without workers.
      exhausted = true;
      Job<B> failed = new Job<>(_ -> null, lane);
      failed.outcome.complete(new Outcome<>(null, e));
      return failed;
    }
    if (task == null) {
      return null;
    }
    Job<B> job = new Job<>(task, lane);
    lane.add(job);
    return job;
  }

  private @Nullable Lane<B> nextLane() {
    for (int i = 0; i < lanes.size(); i++) {
      Lane<B> lane = lanes.get(turn);
      turn = (turn + 1) % lanes.size();
      if (!lane.ended) {
        return lane;
      }
    }
    return null;
  }

  private Outcome<B> await(Job<B> job) {
    try {
      return timeout.isZero()
          ? job.outcome.get()
          : job.outcome.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("DataLoader: interrupted while waiting for a batch", e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "DataLoader: worker %d made no batch within %s".formatted(job.lane.info.id(), timeout),
          e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("DataLoader: a worker failed", e.getCause());
    }
  }

  /** One batch to make. */
  private static final class Job<B> {
    final BatchSource.Task<B> task;
    final Lane<B> lane;
    final CompletableFuture<Outcome<B>> outcome = new CompletableFuture<>();

    Job(BatchSource.Task<B> task, Lane<B> lane) {
      this.task = task;
      this.lane = lane;
    }
  }

  /**
   * What threads know of the workers they belong to. They do not hold them, so that an abandoned
   * epoch can be collected while a thread is still busy with it.
   */
  private static final class Control {
    final WeakReference<Workers<?>> owner;
    volatile boolean paused;
    volatile boolean waiting;

    Control(Workers<?> owner) {
      this.owner = new WeakReference<>(owner);
    }

    boolean stopped() {
      return (paused && !waiting) || owner.refersTo(null);
    }
  }

  /** One worker: runs its jobs in order, on whatever thread it gets. */
  private static final class Lane<B> implements Runnable {
    final WorkerInfo info;
    private final Control control;
    private final Queue<Job<B>> jobs = new ArrayDeque<>();
    private boolean running;
    // What is to be done before the first job; touched by the thread that runs the jobs.
    private @Nullable IntConsumer init;
    // Read and written by the iterating thread only.
    boolean ended;

    Lane(WorkerInfo info, Control control, @Nullable IntConsumer init) {
      this.info = info;
      this.control = control;
      this.init = init;
    }

    synchronized void add(Job<B> job) {
      jobs.add(job);
      start();
    }

    synchronized void start() {
      if (running || jobs.isEmpty()) {
        return;
      }
      THREADS.execute(this);
      running = true;
    }

    @Override
    public void run() {
      for (Job<B> job = poll(); job != null; job = poll()) {
        BatchSource.Task<B> task = job.task;
        Thread.interrupted(); // what one sample left behind is not for the next
        job.outcome.complete(
            Data.asWorker(
                info,
                () -> {
                  Throwable failure = initialize();
                  return failure != null
                      ? new Outcome<>(null, failure)
                      : Outcome.of(task, info.id());
                }));
      }
    }

    /** Calls the user's function once; its failure takes the place of the first batch. */
    private @Nullable Throwable initialize() {
      IntConsumer function = init;
      init = null;
      if (function != null) {
        try {
          Generator own = new Generator().manualSeed(info.seed());
          Generator.withDefault(
              own,
              () -> {
                function.accept(info.id());
                return own;
              });
        } catch (Error | RuntimeException e) {
          return new DataLoaderException("workerInitFn", -1, info.id(), e);
        }
      }
      return null;
    }

    private synchronized @Nullable Job<B> poll() {
      Job<B> job = control.stopped() ? null : jobs.poll();
      running = job != null;
      return job;
    }
  }
}
