package org.torch4j.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.torch4j.cuda.fakes.OnFakes;

/** Every bound signature against the header of its library, where the toolkit is installed. */
@OnFakes
final class HeaderTest {
  private static final Pattern PROTOTYPE =
      Pattern.compile(
          "([\\w"
              + " ]+?[\\w*][\\s*]+)(?:\\w+\\s+)?\\b(cu\\w+|nvrtc\\w+)\\s*\\(([^()]*(?:\\([^()]*\\)[^()]*)*)\\)\\s*;");
  private static final Pattern RENAMED =
      Pattern.compile(
          "(?m)^\\s*#define\\s+(cu\\w+)\\s+(?:__CUDA_API_PT[SD][ZS]\\()?(cu\\w+?)\\)?\\s*$");
  private static final Pattern ENUM =
      Pattern.compile("typedef\\s+enum\\s*\\w*\\s*\\{[^}]*\\}\\s*(\\w+)\\s*;");

  /** The header in the toolkit, or beside the libraries that T4J_CUDA_PATH names. */
  private static Optional<Path> header(String name) {
    var folders = new ArrayList<Path>();
    for (String root :
        new String[] {System.getenv("CUDA_PATH"), System.getenv("CUDA_HOME"), "/usr/local/cuda"}) {
      if (root != null) {
        folders.add(Path.of(root, "include"));
      }
    }
    for (String lib : Settings.value("cuda.path").split(File.pathSeparator)) {
      folders.add(Path.of(lib).resolveSibling("include"));
    }
    return folders.stream().map(folder -> folder.resolve(name)).filter(Files::exists).findFirst();
  }

  private static Map<String, String> bound(String header) throws ReflectiveOperationException {
    List<Class<?>> classes =
        switch (header) {
          case "cuda.h" -> List.of(Driver.class, DriverMemory.class, DriverCode.class);
          case "nvrtc.h" -> List.of(Nvrtc.class);
          case "cublasLt.h" -> List.of(CublasLt.class);
          default -> List.of(Cudnn.class, CudnnRnn.class);
        };
    for (Class<?> each : classes) {
      Class.forName(each.getName());
    }
    var signatures =
        switch (header) {
          case "cuda.h" -> Driver.LIBRARY.signatures();
          case "nvrtc.h" -> Nvrtc.LIBRARY.signatures();
          case "cublasLt.h" -> CublasLt.LIBRARY.signatures();
          default -> Cudnn.LIBRARY.signatures();
        };
    var bound = new HashMap<>(signatures);
    bound.remove("cuNotThere_v9");
    return bound;
  }

  @ParameterizedTest
  @CsvSource({"cuda.h,45", "nvrtc.h,13", "cublasLt.h,14", "cudnn_graph.h,29"})
  void signaturesAreTheHeaders(String header, int least) throws Exception {
    Optional<Path> file = header(header);
    assumeTrue(file.isPresent(), "no " + header + " here: its signatures are not compared");
    StringBuilder all = new StringBuilder(source(file.get()));
    if (header.equals("cudnn_graph.h")) {
      // The library's other parts; their types stand in the first.
      for (String part : new String[] {"cudnn_ops.h", "cudnn_adv.h"}) {
        Path beside = file.get().resolveSibling(part);
        assumeTrue(Files.exists(beside), "no " + part + " beside " + file.get());
        all.append(source(beside));
      }
    }
    String text = all.toString();
    Set<String> enums = new HashSet<>();
    Matcher e = ENUM.matcher(text);
    while (e.find()) {
      enums.add(e.group(1));
    }
    var prototypes = new HashMap<String, String>();
    Matcher m = PROTOTYPE.matcher(text);
    while (m.find()) {
      String result = letter(m.group(1).strip() + " r", enums);
      prototypes.putIfAbsent(m.group(2), result + parameters(m.group(3), enums));
    }
    var renamed = new HashMap<String, String>();
    Matcher r = RENAMED.matcher(text);
    while (r.find()) {
      if (!r.group(1).equals(r.group(2))) {
        renamed.put(r.group(2), r.group(1));
      }
    }
    var wrong = new ArrayList<String>();
    Map<String, String> bound = bound(header);
    bound.forEach(
        (name, signature) -> {
          String expected =
              prototypes.getOrDefault(name, prototypes.get(renamed.getOrDefault(name, "")));
          if (!same(signature, expected)) {
            wrong.add(name + " is bound as " + signature + ", the header has " + expected);
          }
          if (renamed.containsValue(name) && !name.equals("cuEventElapsedTime")) {
            wrong.add(name + " is renamed by the header");
          }
        });
    assertEquals(List.of(), wrong);
    assertTrue(bound.size() >= least, bound::toString);
  }

  /** Addresses of the host may be given as longs. */
  private static boolean same(String bound, String header) {
    return header != null && bound.replace('A', 'J').equals(header.replace('A', 'J'));
  }

  private static String source(Path file) throws IOException {
    String text = Files.readString(file);
    return text.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//[^\n]*", "");
  }

  private static String parameters(String list, Set<String> enums) {
    var letters = new StringBuilder();
    for (String parameter : list.replaceAll("\\([^()]*\\)", "").split(",")) {
      letters.append(letter(parameter, enums));
    }
    return letters.toString();
  }

  private static String letter(String parameter, Set<String> enums) {
    String p = parameter.strip().replaceAll("\\s+", " ");
    if (p.isEmpty() || p.equals("void") || p.equals("void r")) {
      return p.equals("void r") ? "V" : "";
    }
    if (p.contains("*") || p.contains("CUhostFn") || p.contains("[")) {
      return "A";
    }
    String type = p.contains(" ") ? p.substring(0, p.lastIndexOf(' ')) : p;
    type =
        type.replaceAll("\\b(const|struct|enum|extern|CUDAAPI|CUBLASWINAPI|CUDNNWINAPI)\\b", "")
            .strip();
    if (enums.contains(type)
        || type.matches(
            "int|unsigned|unsigned int|unsigned char|unsigned short|CUdevice|int32_t|uint32_t")
        || type.matches(
            "CUresult|nvrtcResult|cublasStatus_t|cudnnStatus_t|cublasComputeType_t|cudaDataType|cudaDataType_t|CUdevice_attribute|CUfunction_attribute|CUjit_option")) {
      return "I";
    }
    if (type.equals("float")) {
      return "F";
    }
    if (type.matches("size_t|CUdeviceptr|unsigned long long|cuuint64_t|uint64_t|int64_t")
        || type.matches("CU\\w+|nvrtcProgram|cublasLt\\w+_t|cudnn\\w+_t|cudaStream_t")) {
      return "J";
    }
    return "?" + type;
  }
}
