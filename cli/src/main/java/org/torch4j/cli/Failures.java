package org.torch4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.data.DataLoaderException;
import org.torch4j.type.AutogradException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in one sentence and chooses the exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final BooleanSupplier debug;

  Failures(BooleanSupplier debug) {
    this.debug = debug;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("torch4j: " + firstLine(e.getMessage(), e));
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    trace(e, err);
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    String mistake = usersMistake(e);
    if (mistake != null) {
      err.println("torch4j: " + mistake);
      trace(e, err);
      return ExitCode.USAGE;
    }
    err.println(
        "torch4j: unexpected " + e + (debug.getAsBoolean() ? "" : " (--debug shows where)"));
    trace(e, err);
    return ExitCode.SOFTWARE;
  }

  private void trace(Exception e, PrintWriter err) {
    if (debug.getAsBoolean()) {
      e.printStackTrace(err);
    }
    err.flush();
  }

  /** The sentence to say if the user can mend it, else null. */
  private static @Nullable String usersMistake(Throwable e) {
    return switch (e) {
      case IllegalArgumentException _, IndexOutOfBoundsException _, AutogradException _ ->
          firstLine(e.getMessage(), e);
      case UncheckedIOException io when io.getCause() != null ->
          // Without words of its own it repeats its cause.
          String.valueOf(io.getCause()).equals(io.getMessage())
              ? file(io.getCause())
              : firstLine(io.getMessage(), io);
      // A loader's worker met a file that is not what it should be.
      case DataLoaderException load when load.getCause() instanceof UncheckedIOException io ->
          usersMistake(io);
      case IOException io -> file(io);
      default -> null;
    };
  }

  /** The JDK's file exceptions carry the bare path as their message. */
  private static String file(IOException e) {
    return switch (e) {
      case NoSuchFileException f -> "no such file: " + f.getFile();
      case AccessDeniedException f -> "no permission to use " + f.getFile();
      case FileSystemException f when f.getReason() == null -> "cannot use the file " + f.getFile();
      default -> firstLine(e.getMessage(), e);
    };
  }

  private static String firstLine(@Nullable String message, Throwable e) {
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElseThrow();
  }
}
