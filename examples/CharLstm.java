// A character-level language model with an LSTM: reads the old books of wisdom, then writes like
// them.
// ./torch4j run examples/CharLstm.java [steps] [text file]
import static org.torch4j.Torch.*;

import module org.torch4j;

import org.torch4j.nn.Module;

class CharModel extends Module {
  final Embedding embedding;
  final LSTM lstm;
  final Linear head;

  CharModel(int characters, int hidden) {
    embedding = new Embedding(characters, 64);
    lstm = new LSTM(64, hidden, LSTM.options().numLayers(2).batchFirst(true).dropout(0.1));
    head = new Linear(hidden, characters);
  }

  /** Scores of the next character at each place, {@code [N, T, characters]}. */
  @Override
  public Tensor forward(Tensor text) {
    return head.apply(lstm.applyWithState(embedding.apply(text)).output());
  }

  /** Writes on from a beginning, one character after the other, the state carried along. */
  String write(String characters, String beginning, int length) {
    var text = new StringBuilder(beginning);
    eval();
    try (var off = noGrad()) {
      Tensor next = encode(characters, beginning).unsqueeze(0);
      LSTM.State state = null;
      for (int i = 0; i < length; i++) {
        LSTM.Output out = lstm.applyWithState(embedding.apply(next), state);
        state = out.state();
        Tensor scores = head.apply(out.output().select(1, -1)).div(0.7); // below 1: bolder
        next = multinomial(scores.softmax(1), 1);
        text.append(characters.charAt((int) next.itemLong()));
      }
    }
    train();
    return text.toString();
  }
}

static Tensor encode(String characters, String text) {
  long[] codes = text.chars().mapToLong(characters::indexOf).toArray();
  return tensor(codes);
}

void main(String[] args) throws Exception {
  int steps = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
  Path file = Path.of(args.length > 1 ? args[1] : "examples/data/wisdom.txt");
  String text = Files.readString(file);
  String characters =
      text.chars().distinct().sorted().mapToObj(Character::toString).collect(Collectors.joining());
  Tensor all = encode(characters, text);

  manualSeed(0);
  var model = new CharModel(characters.length(), 192);
  var optimizer = new AdamW(model.parameters(), AdamW.options().lr(4e-3));
  var scheduler = new CosineAnnealingLR(optimizer, steps);
  int length = 64;
  double average = 0;
  for (int step = 1; step <= steps; step++) {
    long[] starts = randint(0, all.numel() - length - 1, 32).toLongArray();
    List<Tensor> pieces = new ArrayList<>();
    for (long s : starts) {
      pieces.add(all.narrow(0, s, length + 1));
    }
    Tensor batch = stack(pieces, 0);
    optimizer.zeroGrad();
    Tensor scores = model.apply(batch.narrow(1, 0, length));
    Tensor loss = F.crossEntropy(scores.flatten(0, 1), batch.narrow(1, 1, length).flatten(0));
    loss.backward();
    NnUtils.clipGradNorm_(model.parameters(), 1);
    optimizer.step();
    scheduler.step();
    average = step == 1 ? loss.item() : 0.98 * average + 0.02 * loss.item();
    if (step % Math.max(1, steps / 10) == 0) {
      IO.println("step %5d  loss %.3f".formatted(step, average));
    }
  }
  IO.println();
  IO.println(model.write(characters, "A wise man ", 400));
}
