package org.torch4j.cpu;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A method of a class as lines of instructions, with types by their simple names. */
final class Bytecode {
  private final Map<Label, String> labels = new HashMap<>();

  private Bytecode() {}

  /** The instructions of the only method of this name. */
  static List<String> lines(byte[] bytes, String method) {
    for (MethodModel m : ClassFile.of().parse(bytes).methods()) {
      if (m.methodName().equalsString(method)) {
        return new Bytecode().lines(m.code().orElseThrow());
      }
    }
    throw new IllegalArgumentException("no method is named " + method);
  }

  private List<String> lines(CodeModel code) {
    List<String> lines = new ArrayList<>();
    for (CodeElement e : code.elementList()) {
      if (e instanceof BranchInstruction b) {
        label(b.target());
      }
    }
    for (CodeElement e : code.elementList()) {
      if (e instanceof LabelTarget t && labels.containsKey(t.label())) {
        lines.add(label(t.label()) + ":");
      } else if (e instanceof Instruction i) {
        String name = i.opcode().name().toLowerCase(Locale.ROOT);
        // iconst_0 and aload_2 name their operand
        String operand = name.matches(".*_m?\\d") ? "" : operand(i);
        lines.add("  " + (operand.isEmpty() ? name : "%-15s %s".formatted(name, operand)));
      }
    }
    return lines;
  }

  private String label(Label label) {
    return labels.computeIfAbsent(label, _ -> "L" + labels.size());
  }

  private String operand(Instruction i) {
    return switch (i) {
      case BranchInstruction b -> label(b.target());
      case LoadInstruction l -> Integer.toString(l.slot());
      case StoreInstruction s -> Integer.toString(s.slot());
      case IncrementInstruction n -> n.slot() + " += " + n.constant();
      case ConstantInstruction c -> String.valueOf(c.constantValue());
      case FieldInstruction f -> simple(f.owner().asSymbol()) + "." + f.name().stringValue();
      case InvokeInstruction v ->
          simple(v.owner().asSymbol()) + "." + v.name().stringValue() + signature(v.typeSymbol());
      case TypeCheckInstruction t -> simple(t.type().asSymbol());
      default -> "";
    };
  }

  private static String signature(MethodTypeDesc type) {
    return type.parameterList().stream()
            .map(Bytecode::simple)
            .collect(Collectors.joining(", ", "(", ")"))
        + (type.returnType().descriptorString().equals("V") ? "" : " " + simple(type.returnType()));
  }

  private static String simple(ClassDesc type) {
    return type.displayName();
  }
}
