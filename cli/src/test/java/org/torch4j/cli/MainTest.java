package org.torch4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class MainTest {
  private record Outcome(int code, String out, String err) {}

  private static Outcome execute(CommandLine commandLine, String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = commandLine.execute(args);
    return new Outcome(code, out.toString(), err.toString());
  }

  private static Outcome execute(String... args) {
    return execute(Main.commandLine(), args);
  }

  private static Outcome executeFailing(Exception failure, String... more) {
    @Command(name = "fail")
    record Fail(Exception failure) implements java.util.concurrent.Callable<Integer> {
      @Override
      public Integer call() throws Exception {
        throw failure;
      }
    }
    var commandLine = Main.commandLine().addSubcommand(new Fail(failure));
    String[] args = new String[more.length + 1];
    System.arraycopy(more, 0, args, 0, more.length);
    args[more.length] = "fail";
    return execute(commandLine, args);
  }

  @Test
  void everyCommandHasHelp() {
    assertTrue(execute("--help").out().contains("doctor"));
    for (String command : Main.commandLine().getSubcommands().keySet()) {
      Outcome help = execute(command, "--help");
      assertEquals(0, help.code(), command);
      assertTrue(help.out().startsWith("Usage: torch4j " + command), help.out());
      assertTrue(execute(command, "--version").out().startsWith("torch4j "), command);
    }
  }

  @Test
  void mistakesInTheCommandLineAreOneSentenceAndAPointer() {
    for (var args : List.of(new String[] {"--nix"}, new String[] {"run"}, new String[] {})) {
      Outcome outcome = execute(args);
      assertEquals(2, outcome.code());
      assertEquals("", outcome.out());
      List<String> lines = outcome.err().lines().toList();
      assertEquals(2, lines.size(), outcome.err());
      assertTrue(lines.get(0).startsWith("torch4j: "), outcome.err());
      assertTrue(lines.get(1).endsWith("--help"), outcome.err());
    }
  }

  @Test
  void misspelledCommandGetsASuggestion() {
    Outcome outcome = execute("docter");
    assertEquals(2, outcome.code());
    assertTrue(
        outcome.err().contains("Did you mean: ") && outcome.err().contains("torch4j doctor"),
        outcome.err());
  }

  @Test
  void aProgramThatIsNotThereIsNamed() {
    Outcome outcome = execute("run", "nix.java", "--its-own-option");
    assertEquals(2, outcome.code());
    assertTrue(outcome.err().startsWith("torch4j: run: no such file: nix.java\n"), outcome.err());
  }

  @Test
  void theUsersMistakesEndWithTwoAndNoTrace() {
    Outcome shape = executeFailing(new IllegalArgumentException("linear: rule, received"));
    assertEquals(new Outcome(2, "", "torch4j: linear: rule, received\n"), shape);
    Outcome file = executeFailing(new NoSuchFileException("a.pth"));
    assertEquals(new Outcome(2, "", "torch4j: no such file: a.pth\n"), file);
  }

  @Test
  void unexpectedErrorsEndWithOneAndShowTheirTraceOnRequest() {
    Outcome plain = executeFailing(new IllegalStateException("broken"));
    assertEquals(1, plain.code());
    assertFalse(plain.err().contains("\tat "), plain.err());
    Outcome traced = executeFailing(new IllegalStateException("broken"), "--debug");
    assertEquals(1, traced.code());
    assertTrue(traced.err().contains("\tat "), traced.err());
  }

  @Test
  void doctorTellsWhatIsThereAndWhyNot() {
    Outcome outcome = execute("doctor");
    assertEquals(0, outcome.code(), outcome.err());
    for (String line :
        List.of("JDK", "heap limit", "vector module", "cpu threads", "devices", "cuda")) {
      assertTrue(
          outcome.out().lines().anyMatch(l -> l.matches(line + " +\\S.*")),
          line + " in " + outcome.out());
    }
  }

  @Test
  void opsAreListedAndShown() {
    Outcome list = execute("ops", "log.*");
    assertEquals(0, list.code(), list.err());
    assertTrue(list.out().contains("log1p") && !list.out().contains("silu"), list.out());
    Outcome tanh = execute("ops", "tanh");
    assertTrue(tanh.out().contains("grad * (1 - result * result)"), tanh.out());
    assertTrue(tanh.out().contains("Elementary.java"), tanh.out());
    Outcome two = execute("ops", "add.Scalar");
    assertTrue(!two.out().contains("add.Tensor"), two.out());
    Outcome none = execute("ops", "nothing_like_that");
    assertEquals(2, none.code());
    assertTrue(none.err().contains("no op is named"), none.err());
    assertEquals(2, execute("ops", "(").code());
  }

  @Test
  void kernelsAreWrittenDown() {
    Outcome silu = execute("ops", "silu", "--kernel", "--type", "double");
    assertEquals(0, silu.code(), silu.err());
    assertTrue(silu.out().contains("load(self, i)"), silu.out());
    assertTrue(silu.out().contains("silu_backward_self in double"), silu.out());
    assertTrue(silu.out().contains("invoke"), silu.out());
    assertTrue(execute("ops", "sum", "--kernel").out().contains("total = total + element;"));
    assertTrue(execute("ops", "mm", "--kernel").out().contains("MatmulKernels.java"));
  }
}
