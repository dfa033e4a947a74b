package org.torch4j.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The order of the packages and the habits of the code, as docs/architecture.md states them. A rule
 * that meets no class fails: ArchUnit's default, relied on here.
 */
final class ArchitectureTest {
  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.torch4j");

  /** A package, or several that may use each other, and the lower ones that it may use. */
  record Layer(String name, List<String> packages, List<String> below) {
    static Layer of(String name, String... packages) {
      return new Layer(name, List.of(packages), List.of());
    }

    Layer above(Layer... layers) {
      var below = new ArrayList<String>();
      Arrays.stream(layers).forEach(l -> Stream.of(l.packages, l.below).forEach(below::addAll));
      return new Layer(name, packages, below);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Layer> layers() {
    Layer type = Layer.of("type", "org.torch4j.type");
    Layer storage = Layer.of("storage", "org.torch4j.storage").above(type);
    Layer expr = Layer.of("expr", "org.torch4j.expr").above(storage);
    Layer backend = Layer.of("backend", "org.torch4j.backend").above(expr);
    Layer tensors =
        Layer.of("tensors", "org.torch4j", "org.torch4j.op..", "org.torch4j.autograd..")
            .above(backend);
    Layer nn = Layer.of("nn", "org.torch4j.nn..").above(tensors);
    Layer optim = Layer.of("optim", "org.torch4j.optim..").above(nn);
    Layer data = Layer.of("data", "org.torch4j.data..").above(tensors);
    Layer io = Layer.of("io", "org.torch4j.io..").above(nn);
    Layer cpu = Layer.of("cpu", "org.torch4j.cpu..").above(backend);
    return Stream.of(type, storage, expr, backend, tensors, nn, optim, data, io, cpu);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void packagesUseOnlyThoseBelow(Layer layer) {
    var allowed =
        Stream.of(layer.packages, layer.below).flatMap(List::stream).toArray(String[]::new);
    DescribedPredicate<JavaClass> outside = not(resideInAPackage("org.torch4j.."));
    classes()
        .that(resideInAnyPackage(layer.packages.toArray(String[]::new)))
        .and(not(face()))
        .should()
        .onlyDependOnClassesThat(outside.or(resideInAnyPackage(allowed)))
        .check(LIBRARY);
  }

  /** {@code Torch} is the face of the whole library: {@code Torch.save} reaches up to io. */
  private static DescribedPredicate<JavaClass> face() {
    return describe("the face", c -> c.getName().equals("org.torch4j.Torch"));
  }

  @Test
  void everyPackageSaysWhatItIsAndMarksNulls() {
    Set<JavaPackage> packages = LIBRARY.getDefaultPackage().getSubpackagesInTree();
    List<String> own =
        packages.stream()
            .filter(p -> p.getName().startsWith("org.torch4j"))
            .filter(p -> !p.getClasses().isEmpty())
            .map(JavaPackage::getName)
            .sorted()
            .toList();
    List<String> marked =
        packages.stream()
            .filter(p -> own.contains(p.getName()))
            .filter(p -> p.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
            .map(JavaPackage::getName)
            .sorted()
            .toList();
    assertTrue(own.size() > 5, own::toString);
    assertEquals(own, marked);
  }

  @Test
  void theLibraryPrintsNothing() {
    noClasses().should(ACCESS_STANDARD_STREAMS).check(LIBRARY);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.IO")
        .check(LIBRARY);
  }

  @Test
  void nothingIsLeftUnsupported() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(UnsupportedOperationException.class)
        .check(LIBRARY);
  }

  @Test
  void classesAreNamedByWhatTheyAre() {
    // PyTorch's own rooms torch.nn.utils, torch.nn.utils.rnn and optim.swa_utils keep their names.
    classes()
        .that(
            not(
                describe(
                    "PyTorch's rooms",
                    c -> Set.of("NnUtils", "RnnUtils", "SwaUtils").contains(c.getSimpleName()))))
        .should()
        .haveSimpleNameNotEndingWith("Impl")
        .andShould()
        .haveSimpleNameNotEndingWith("Manager")
        .andShould()
        .haveSimpleNameNotEndingWith("Helper")
        .andShould()
        .haveSimpleNameNotEndingWith("Util")
        .andShould()
        .haveSimpleNameNotEndingWith("Utils")
        .check(LIBRARY);
  }

  @Test
  void publicMethodsThrowNoCheckedExceptions() {
    methods()
        .that()
        .arePublic()
        .and()
        .doNotHaveModifier(JavaModifier.BRIDGE)
        .and()
        .areDeclaredInClassesThat()
        .arePublic()
        .should(
            new ArchCondition<JavaMethod>("declare no checked exception") {
              @Override
              public void check(JavaMethod method, ConditionEvents events) {
                boolean checked =
                    method.getExceptionTypes().stream()
                        .anyMatch(
                            e ->
                                !e.isAssignableTo(RuntimeException.class)
                                    && !e.isAssignableTo(Error.class));
                events.add(new SimpleConditionEvent(method, !checked, method.getFullName()));
              }
            })
        .check(LIBRARY);
  }
}
