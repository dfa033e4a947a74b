package org.torch4j.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.Autocast;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * What {@link RNN}, {@link LSTM} and {@link GRU} share, {@code torch.nn.RNNBase}: stacked layers
 * that read sequences step by step, {@code [L, N, inputSize]} or, with {@code batchFirst}, {@code
 * [N, L, inputSize]}, or one sequence {@code [L, inputSize]}, or a {@link PackedSequence}.
 *
 * <p>{@code apply(input)} gives the output of the last layer at all steps, {@code [L, N, directions
 * * hidden]}; {@code applyWithState} of the classes gives the last states as well and takes first
 * ones.
 *
 * <p>The parameters of layer {@code k} are {@code weight_ih_lk}, {@code weight_hh_lk}, {@code
 * bias_ih_lk}, {@code bias_hh_lk} and, with a projection, {@code weight_hr_lk}; the other direction
 * has {@code _reverse} behind the names. All start uniform within {@code 1 / sqrt(hiddenSize)}.
 */
public abstract class Recurrence extends Module {
  private static final System.Logger LOG = System.getLogger("org.torch4j.nn");

  private final long inputSize;
  private final long hiddenSize;
  private final RecurrentOptions options;
  private final RecurrentStep step;
  private RecurrentStack.Fusion fusion = RecurrentStack.Fusion.NETWORK;

  /** The last states of all layers and directions. */
  record Ends(Tensor hidden, @Nullable Tensor cell) {}

  Recurrence(RecurrentStep step, long inputSize, long hiddenSize, RecurrentOptions options) {
    this.step = step;
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.options = options;
    if (options.projSize() > 0 && step != RecurrentStep.LSTM) {
      throw new IllegalArgumentException(
          "proj_size argument is only supported for LSTM, not RNN or GRU");
    }
    if (options.projSize() > 0 && options.projSize() >= hiddenSize) {
      throw new IllegalArgumentException(
          "proj_size has to be smaller than hidden_size, got "
              + options.projSize()
              + " and "
              + hiddenSize);
    }
    if (options.dropout() > 0 && options.numLayers() == 1) {
      LOG.log(
          System.Logger.Level.WARNING,
          "dropout option adds dropout after all but last recurrent layer, so non-zero dropout"
              + " expects num_layers greater than 1, but got dropout={0} and num_layers=1",
          options.dropout());
    }
    for (int layer = 0; layer < options.numLayers(); layer++) {
      for (int direction = 0; direction < directions(); direction++) {
        register(layer, suffix(layer, direction));
      }
    }
    drawParameters();
  }

  private int directions() {
    return options.bidirectional() ? 2 : 1;
  }

  /** How many features an output has in one direction. */
  private long outputSize() {
    return options.projSize() > 0 ? options.projSize() : hiddenSize;
  }

  private static String suffix(int layer, int direction) {
    return "_l" + layer + (direction == 1 ? "_reverse" : "");
  }

  private void register(int layer, String suffix) {
    long gates = step.gates() * hiddenSize;
    long in = layer == 0 ? inputSize : outputSize() * directions();
    registerParameter("weight_ih" + suffix, new Parameter(Torch.empty(gates, in)));
    registerParameter("weight_hh" + suffix, new Parameter(Torch.empty(gates, outputSize())));
    if (options.bias()) {
      registerParameter("bias_ih" + suffix, new Parameter(Torch.empty(gates)));
      registerParameter("bias_hh" + suffix, new Parameter(Torch.empty(gates)));
    }
    if (options.projSize() > 0) {
      registerParameter(
          "weight_hr" + suffix, new Parameter(Torch.empty(options.projSize(), hiddenSize)));
    }
  }

  private void drawParameters() {
    double bound = hiddenSize > 0 ? 1 / Math.sqrt((double) hiddenSize) : 0;
    registry().parameters().values().forEach(p -> Init.uniform_(p, -bound, bound));
  }

  /** Draws all parameters anew. */
  public void resetParameters() {
    drawParameters();
  }

  /** Does nothing: PyTorch joins the memory of the weights here, which this library never needs. */
  public void flattenParameters() {}

  // ---- running

  /** How many tensors a first state has. */
  private int stateTensors() {
    return step == RecurrentStep.LSTM ? 2 : 1;
  }

  /** The output for an input, or for an input and the tensors of a first state. */
  @Override
  public Tensor forward(Tensor... inputs) {
    if (inputs.length != 1 && inputs.length != 1 + stateTensors()) {
      throw new IllegalArgumentException(
          moduleName()
              + ": expected an input, or an input and "
              + (stateTensors() == 2 ? "h0 and c0" : "h0")
              + ", got "
              + inputs.length
              + " tensors");
    }
    Tensor input = inputs[0];
    PackedSequence packed = (PackedSequence) Aside.given(this);
    checkInput(input, packed != null);
    boolean single = packed == null && input.dim() == 2;
    Tensor data = input;
    long[] batchSizes;
    if (packed != null) {
      batchSizes = packed.batchSizes().toLongArray();
    } else {
      Tensor stepsFirst =
          single ? input.unsqueeze(1) : options.batchFirst() ? input.transpose(0, 1) : input;
      batchSizes = new long[Math.toIntExact(stepsFirst.size(0))];
      Arrays.fill(batchSizes, stepsFirst.size(1));
      data = stepsFirst.reshape(stepsFirst.size(0) * stepsFirst.size(1), inputSize);
    }
    long n = batchSizes[0];
    Tensor order = packed == null ? null : packed.sortedIndices();
    Tensor h0 = first(inputs, 1, "hidden", outputSize(), n, single, order);
    Tensor c0 = stateTensors() == 2 ? first(inputs, 2, "cell", hiddenSize, n, single, order) : null;
    List<RecurrentStack.Result> parts = new ArrayList<>();
    Tensor output = steady(data, x -> layers(x, batchSizes, h0, c0, parts));
    Tensor back = packed == null ? null : packed.unsortedIndices();
    Aside.leave(
        this,
        new Ends(
            last(parts.stream().map(RecurrentStack.Result::hidden).toList(), single, back),
            stateTensors() == 1 ? null : last(cells(parts), single, back)));
    if (packed != null) {
      return output;
    }
    if (single) {
      return output;
    }
    Tensor steps = output.view(batchSizes.length, n, output.size(1));
    return options.batchFirst() ? steps.transpose(0, 1) : steps;
  }

  /** States pass through many steps, so autocast leaves them in the type of the weights. */
  private Tensor steady(Tensor data, UnaryOperator<Tensor> layers) {
    if (!Autocast.isEnabled(data.device().type())) {
      return layers.apply(data);
    }
    DType dtype = parameters().get(0).dtype();
    return Autocast.with(false, () -> layers.apply(data.to(dtype)));
  }

  /** All layers at once, or one by one where dropout comes between them. */
  private Tensor layers(
      Tensor input,
      long[] batchSizes,
      @Nullable Tensor h0,
      @Nullable Tensor c0,
      List<RecurrentStack.Result> parts) {
    Map<String, Parameter> parameters = registry().weights();
    boolean single = options.dropout() > 0 && isTraining();
    int together = single ? 1 : options.numLayers();
    Tensor data = input;
    for (int layer = 0; layer < options.numLayers(); layer += together) {
      if (layer > 0) {
        data = F.dropout(data, options.dropout(), true);
      }
      List<RecurrentStep.Weights> weights = new ArrayList<>();
      for (int i = 0; i < together * directions(); i++) {
        weights.add(weights(parameters, suffix(layer + i / directions(), i % directions())));
      }
      long place = (long) layer * directions();
      RecurrentStack stack = new RecurrentStack(step, weights, directions());
      RecurrentStack.Result part =
          stack.run(
              data,
              batchSizes,
              h0 == null || !single ? h0 : h0.narrow(0, place, directions()),
              c0 == null || !single ? c0 : c0.narrow(0, place, directions()),
              fusion);
      parts.add(part);
      data = part.output();
    }
    return data;
  }

  /** Runs single ops and not the fused ones, to compare them. */
  final void stepwise(boolean on) {
    fusion = on ? RecurrentStack.Fusion.NONE : RecurrentStack.Fusion.NETWORK;
  }

  private static RecurrentStep.Weights weights(Map<String, Parameter> parameters, String suffix) {
    return new RecurrentStep.Weights(
        Objects.requireNonNull(parameters.get("weight_ih" + suffix)),
        Objects.requireNonNull(parameters.get("weight_hh" + suffix)),
        parameters.get("bias_ih" + suffix),
        parameters.get("bias_hh" + suffix),
        parameters.get("weight_hr" + suffix));
  }

  private void checkInput(Tensor input, boolean packed) {
    if (packed ? input.dim() != 2 : input.dim() != 2 && input.dim() != 3) {
      throw new ShapeException(
          moduleName()
              + ": expected input to be "
              + (packed ? "2-D in a packed sequence" : "2-D or 3-D")
              + ", got "
              + input.dim()
              + "-D with shape "
              + input.shape());
    }
    if (input.size(-1) != inputSize) {
      throw new ShapeException(
          moduleName()
              + ": input.size(-1) must be equal to input_size, expected "
              + inputSize
              + ", got "
              + input.size(-1)
              + " (input "
              + input.shape()
              + ")");
    }
    if (input.size(input.dim() == 3 && options.batchFirst() ? 1 : 0) == 0) {
      throw new ShapeException(
          moduleName() + ": expected sequence length to be larger than 0, got " + input.shape());
    }
  }

  /** A first state in the order of the steps, null if none was given. */
  private @Nullable Tensor first(
      Tensor[] inputs,
      int at,
      String what,
      long features,
      long n,
      boolean single,
      @Nullable Tensor order) {
    if (inputs.length == 1) {
      return null;
    }
    long places = (long) options.numLayers() * directions();
    Tensor given = inputs[at];
    Shape expected = single ? Shape.of(places, features) : Shape.of(places, n, features);
    if (!given.shape().equals(expected)) {
      throw new ShapeException(
          moduleName()
              + ": expected "
              + what
              + " state of shape "
              + expected
              + " for input "
              + inputs[0].shape()
              + ", got "
              + given.shape());
    }
    Tensor batch = single ? given.unsqueeze(1) : given;
    return order == null ? batch : batch.indexSelect(1, order);
  }

  private static List<Tensor> cells(List<RecurrentStack.Result> parts) {
    return parts.stream().map(p -> Objects.requireNonNull(p.cell())).toList();
  }

  private static Tensor last(List<Tensor> states, boolean single, @Nullable Tensor order) {
    Tensor all = states.size() == 1 ? states.get(0) : Torch.cat(states, 0);
    if (single) {
      return all.squeeze(1);
    }
    return order == null ? all : all.indexSelect(1, order);
  }

  @Override
  public String extraRepr() {
    StringBuilder s = new StringBuilder().append(inputSize).append(", ").append(hiddenSize);
    if (options.projSize() != 0) {
      s.append(", proj_size=").append(options.projSize());
    }
    if (options.numLayers() != 1) {
      s.append(", num_layers=").append(options.numLayers());
    }
    if (!options.bias()) {
      s.append(", bias=False");
    }
    if (options.batchFirst()) {
      s.append(", batch_first=True");
    }
    if (options.dropout() != 0) {
      s.append(", dropout=").append(PythonText.of(options.dropout()));
    }
    if (options.bidirectional()) {
      s.append(", bidirectional=True");
    }
    return s.toString();
  }
}
