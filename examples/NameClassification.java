// A recurrent network tells from its letters which language a name comes from; names of different
// lengths are packed.
// ./torch4j run examples/NameClassification.java [epochs]
import static org.torch4j.Torch.*;

import module org.torch4j;

import org.torch4j.nn.Module;

static final String LETTERS = "abcdefghijklmnopqrstuvwxyz'- ";

record Name(String text, long language) {}

class Classifier extends Module {
  final Embedding letters = new Embedding(LETTERS.length(), 32);
  final LSTM lstm = new LSTM(32, 64, LSTM.options().bidirectional(true));
  final Dropout dropout = new Dropout(0.3);
  final Linear out;

  Classifier(int languages) {
    out = new Linear(128, languages);
  }

  /** Scores {@code [N, languages]}; the network takes no step over padding. */
  Tensor scores(List<Name> names) {
    List<Tensor> sequences = names.stream().map(n -> encode(n.text())).toList();
    PackedSequence packed = RnnUtils.packSequence(sequences, false);
    Tensor last = lstm.applyWithState(packed.withData(letters.apply(packed.data()))).hidden();
    return out.apply(dropout.apply(cat(List.of(last.get(0), last.get(1)), 1)));
  }

  private static Tensor encode(String name) {
    long[] codes = name.toLowerCase().chars().mapToLong(LETTERS::indexOf).toArray();
    return tensor(codes);
  }
}

double accuracy(Classifier model, List<Name> names) {
  model.eval();
  try (var off = noGrad()) {
    Tensor guess = model.scores(names).argmax(1);
    return 100 * guess.eq(targets(names)).toFloat().mean().item();
  } finally {
    model.train();
  }
}

Tensor targets(List<Name> names) {
  long[] numbers = names.stream().mapToLong(Name::language).toArray();
  return tensor(numbers);
}

void main(String[] args) throws Exception {
  int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 30;
  List<String> languages = new ArrayList<>();
  List<Name> names = new ArrayList<>();
  for (String line : Files.readAllLines(Path.of("examples/data/names.txt"))) {
    String[] parts = line.split(": ");
    for (String name : parts[1].split(", ")) {
      names.add(new Name(name, languages.size()));
    }
    languages.add(parts[0]);
  }
  manualSeed(0);
  List<Name> shuffled = new ArrayList<>();
  for (long i : randperm(names.size()).toLongArray()) {
    shuffled.add(names.get((int) i));
  }
  int kept = names.size() / 5;
  List<Name> test = shuffled.subList(0, kept);
  Dataset<Name> train = Dataset.of(shuffled.subList(kept, names.size()));

  var model = new Classifier(languages.size());
  var optimizer = new AdamW(model.parameters(), AdamW.options().lr(4e-3).weightDecay(0.05));
  // The loader gives lists of names as they are: they have different lengths.
  var loader =
      new DataLoader<List<Name>>(
          train, batch -> batch, DataLoader.options().batchSize(16).shuffle(true));
  for (int epoch = 1; epoch <= epochs; epoch++) {
    double total = 0;
    for (List<Name> batch : loader) {
      optimizer.zeroGrad();
      Tensor loss = F.crossEntropy(model.scores(batch), targets(batch));
      loss.backward();
      optimizer.step();
      total += loss.item() * batch.size();
    }
    if (epoch % Math.max(1, epochs / 5) == 0) {
      IO.println(
          "epoch %2d  loss %.3f  accuracy on unseen names %.1f %%"
              .formatted(epoch, total / train.size(), accuracy(model, test)));
    }
  }
  model.eval();
  for (String name : List.of("Nakamoto", "Schneider", "Rossini", "Petrov", "MacGregor")) {
    try (var off = noGrad()) {
      int best = (int) model.scores(List.of(new Name(name, 0))).argmax().itemLong();
      IO.println("%-10s %s".formatted(name, languages.get(best)));
    }
  }
}
