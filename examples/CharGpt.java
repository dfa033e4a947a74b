// A small GPT: causal self-attention learns to write, character by character.
// ./torch4j run examples/CharGpt.java [steps] [text file]
import static org.torch4j.Torch.*;

import module org.torch4j;

import org.torch4j.nn.Module;

/** Each place looks at itself and the places before it. */
class SelfAttention extends Module {
  final Linear qkv;
  final Linear out;
  private final long heads;

  SelfAttention(long width, long heads) {
    this.heads = heads;
    qkv = new Linear(width, 3 * width);
    out = new Linear(width, width);
  }

  @Override
  public Tensor forward(Tensor x) {
    long n = x.size(0);
    long t = x.size(1);
    long width = x.size(2);
    Tensor parts = qkv.apply(x).view(n, t, 3, heads, width / heads).permute(2, 0, 3, 1, 4);
    Tensor y =
        F.scaledDotProductAttention(
            parts.get(0), parts.get(1), parts.get(2), AttentionOptions.defaults().isCausal(true));
    return out.apply(y.transpose(1, 2).reshape(n, t, width));
  }
}

class Block extends Module {
  final LayerNorm norm1;
  final SelfAttention attention;
  final LayerNorm norm2;
  final Sequential mlp;

  Block(long width, long heads) {
    norm1 = new LayerNorm(width);
    attention = new SelfAttention(width, heads);
    norm2 = new LayerNorm(width);
    mlp = new Sequential(new Linear(width, 4 * width), new GELU(), new Linear(4 * width, width));
  }

  @Override
  public Tensor forward(Tensor x) {
    x = x.add(attention.apply(norm1.apply(x)));
    return x.add(mlp.apply(norm2.apply(x)));
  }
}

class Gpt extends Module {
  final Embedding tokens;
  final Embedding places;
  final Sequential blocks = new Sequential();
  final LayerNorm norm;
  final Linear head;
  private final int context;

  Gpt(int characters, int context, long width, long heads, int depth) {
    this.context = context;
    tokens = new Embedding(characters, width);
    places = new Embedding(context, width);
    for (int i = 0; i < depth; i++) {
      blocks.append(new Block(width, heads));
    }
    norm = new LayerNorm(width);
    head = new Linear(width, characters);
  }

  @Override
  public Tensor forward(Tensor text) {
    Tensor x = tokens.apply(text).add(places.apply(arange(text.size(1))));
    return head.apply(norm.apply(blocks.apply(x)));
  }

  String write(String characters, String beginning, int length) {
    var text = new StringBuilder(beginning);
    eval();
    try (var off = noGrad()) {
      for (int i = 0; i < length; i++) {
        String seen = text.substring(Math.max(0, text.length() - context));
        Tensor scores = apply(encode(characters, seen).unsqueeze(0)).select(1, -1).div(0.7);
        text.append(characters.charAt((int) multinomial(scores.softmax(1), 1).itemLong()));
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
  int context = 64;
  var model = new Gpt(characters.length(), context, 128, 4, 3);
  long numbers = model.parameters().stream().mapToLong(Tensor::numel).sum();
  IO.println("%,d parameters, %,d characters to read".formatted(numbers, text.length()));
  var optimizer = new AdamW(model.parameters(), AdamW.options().lr(2e-3).weightDecay(0.05));
  var scheduler = new OneCycleLR(optimizer, 2e-3, OneCycleLR.options().totalSteps(steps));
  double average = 0;
  for (int step = 1; step <= steps; step++) {
    List<Tensor> pieces = new ArrayList<>();
    for (long s : randint(0, all.numel() - context - 1, 32).toLongArray()) {
      pieces.add(all.narrow(0, s, context + 1));
    }
    Tensor batch = stack(pieces, 0);
    optimizer.zeroGrad();
    Tensor scores = model.apply(batch.narrow(1, 0, context));
    Tensor loss = F.crossEntropy(scores.flatten(0, 1), batch.narrow(1, 1, context).flatten(0));
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
