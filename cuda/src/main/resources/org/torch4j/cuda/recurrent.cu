// Steps of recurrent layers after their products. S is the element, A what it is computed in. Modes:
// 0 tanh, 1 relu, 2 gated recurrent units (r, z, n), 3 long short-term memory (i, f, g, o).

// A step forward of n / h sequences. gates is what the input adds, sums what the state adds; hidden
// and cell are the state, which becomes the new one. Of gated units cells takes what the state adds
// to n.
extern "C" __global__ void t4j_recurrent_step(S* output, S* activated, S* cells, S* previous, S* hidden, S* cell, const S* gates, const S* sums, const S* bias, i64 n, int h, int mode) {
  GRID_STRIDE(i, n) {
    i64 row = (u32)i / (u32)h;
    int k = (u32)i % (u32)h;
    A before = t4j_load<A>(hidden[i]), after;
    previous[i] = t4j_out<S>::of(before);
    if (mode < 2) {
      A x = t4j_load<A>(gates[i]) + t4j_load<A>(sums[i]);
      after = mode == 0 ? (A)tanh(x) : x > 0 ? x : x != x ? x : (A)0;
      activated[i] = t4j_out<S>::of(after);
    } else if (mode == 2) {
      i64 at = row * 3 * h + k;
      A q = t4j_load<A>(sums[at + 2 * h]) + (bias ? t4j_load<A>(bias[k + 2 * h]) : (A)0);
      A r = t4j_sigmoid(t4j_load<A>(gates[at]) + t4j_load<A>(sums[at]) + (bias ? t4j_load<A>(bias[k]) : (A)0));
      A z = t4j_sigmoid(t4j_load<A>(gates[at + h]) + t4j_load<A>(sums[at + h]) + (bias ? t4j_load<A>(bias[k + h]) : (A)0));
      A m = (A)tanh(t4j_load<A>(gates[at + 2 * h]) + r * q);
      after = m + z * (before - m);
      activated[at] = t4j_out<S>::of(r);
      activated[at + h] = t4j_out<S>::of(z);
      activated[at + 2 * h] = t4j_out<S>::of(m);
      cells[i] = t4j_out<S>::of(q);
    } else {
      i64 at = row * 4 * h + k;
      A in = t4j_sigmoid(t4j_load<A>(gates[at]) + t4j_load<A>(sums[at]));
      A f = t4j_sigmoid(t4j_load<A>(gates[at + h]) + t4j_load<A>(sums[at + h]));
      A g = (A)tanh(t4j_load<A>(gates[at + 2 * h]) + t4j_load<A>(sums[at + 2 * h]));
      A o = t4j_sigmoid(t4j_load<A>(gates[at + 3 * h]) + t4j_load<A>(sums[at + 3 * h]));
      A c = f * t4j_load<A>(cell[i]) + in * g;
      after = o * (A)tanh(c);
      activated[at] = t4j_out<S>::of(in);
      activated[at + h] = t4j_out<S>::of(f);
      activated[at + 2 * h] = t4j_out<S>::of(g);
      activated[at + 3 * h] = t4j_out<S>::of(o);
      cells[i] = cell[i] = t4j_out<S>::of(c);
    }
    hidden[i] = output[i] = t4j_out<S>::of(after);
  }
}

// The same step backward, before the product that gives the gradient of the state before. hidden and
// cell are gradients of the new state and become those of the old one, hidden only of gated units
// and without the product. The cells before are of the first `known` sequences in `last`, of the
// others in `first`.
extern "C" __global__ void t4j_recurrent_step_backward(S* of_gates, S* of_sums, S* hidden, S* cell, const S* grad, const S* activated, const S* cells, const S* previous, const S* last, const S* first, i64 n, int h, i64 known, int mode) {
  GRID_STRIDE(i, n) {
    i64 row = (u32)i / (u32)h;
    int k = (u32)i % (u32)h;
    A d = t4j_load<A>(hidden[i]) + (grad ? t4j_load<A>(grad[i]) : (A)0);
    if (mode < 2) {
      A y = t4j_load<A>(activated[i]);
      of_gates[i] = t4j_out<S>::of(mode == 0 ? d * ((A)1 - y * y) : y > 0 ? d : (A)0);
    } else if (mode == 2) {
      i64 at = row * 3 * h + k;
      A r = t4j_load<A>(activated[at]), z = t4j_load<A>(activated[at + h]), m = t4j_load<A>(activated[at + 2 * h]);
      A dm = d * ((A)1 - z) * ((A)1 - m * m);
      S dr = t4j_out<S>::of(dm * t4j_load<A>(cells[i]) * r * ((A)1 - r));
      S dz = t4j_out<S>::of(d * (t4j_load<A>(previous[i]) - m) * z * ((A)1 - z));
      of_gates[at] = of_sums[at] = dr;
      of_gates[at + h] = of_sums[at + h] = dz;
      of_gates[at + 2 * h] = t4j_out<S>::of(dm);
      of_sums[at + 2 * h] = t4j_out<S>::of(dm * r);
      hidden[i] = t4j_out<S>::of(d * z);
    } else {
      i64 at = row * 4 * h + k;
      A in = t4j_load<A>(activated[at]), f = t4j_load<A>(activated[at + h]);
      A g = t4j_load<A>(activated[at + 2 * h]), o = t4j_load<A>(activated[at + 3 * h]);
      A t = (A)tanh(t4j_load<A>(cells[i]));
      A dc = t4j_load<A>(cell[i]) + d * o * ((A)1 - t * t);
      A before = t4j_load<A>(row < known ? last[i] : first[i]);
      of_gates[at] = t4j_out<S>::of(dc * g * in * ((A)1 - in));
      of_gates[at + h] = t4j_out<S>::of(dc * before * f * ((A)1 - f));
      of_gates[at + 2 * h] = t4j_out<S>::of(dc * in * ((A)1 - g * g));
      of_gates[at + 3 * h] = t4j_out<S>::of(d * t * o * ((A)1 - o));
      cell[i] = t4j_out<S>::of(dc * f);
    }
  }
}
