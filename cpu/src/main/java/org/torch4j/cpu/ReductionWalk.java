package org.torch4j.cpu;

import org.torch4j.cpu.Operand.Step;
import org.torch4j.cpu.ReductionPlan.Dim;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Shape;

/** What reducing along rows and along columns share: sizes, positions, and partial results. */
abstract class ReductionWalk {
  final ReductionStage stage;
  final Storage totals;
  final StridedArray input;
  final ReductionPlan plan;
  final Dim inner;
  final Dim[] keptDims;
  final Dim[] reducedDims;
  final long outerReduced;
  final int totalUnit;

  ReductionWalk(ReductionStage stage, Storage totals, StridedArray input, ReductionPlan plan) {
    this.stage = stage;
    this.totals = totals;
    this.input = input;
    this.plan = plan;
    this.inner = plan.inner();
    this.keptDims = plan.outer(false);
    this.reducedDims = plan.outer(true);
    this.outerReduced = product(reducedDims, 0);
    this.totalUnit = totals.isHeap() ? 1 : stage.type.byteSize();
  }

  long product(Dim[] dims, int from) {
    long n = 1;
    for (int i = from; i < dims.length; i++) {
      n *= dims[i].size();
    }
    return n;
  }

  /** Offset in the input of a linear index over {@code dims} from number {@code first}. */
  long offset(Dim[] dims, int first, long index) {
    long at = 0;
    for (int i = first; i < dims.length; i++) {
      at += index % dims[i].size() * dims[i].step();
      index /= dims[i].size();
    }
    return at;
  }

  Step step() {
    return inner.size() == 1 || inner.step() == Iteration.unit(input)
        ? Step.CONTIGUOUS
        : Step.STRIDED;
  }

  /** Where the partial results of {@code blocks} blocks go, and how they become totals. */
  StridedArray partial(long blocks) {
    StridedArray p = StridedArray.allocate(stage.type, Shape.of(plan.outputs() * blocks));
    stage.owner.initialise(p.storage(), p.numel());
    return p;
  }

  void finish(StridedArray partial, Shape shape, boolean[] marks) {
    StridedArray in = partial.with(Layout.contiguous(shape));
    stage.owner.again.reduce(totals, in, new ReductionPlan(in, marks));
    partial.storage().release();
  }
}
