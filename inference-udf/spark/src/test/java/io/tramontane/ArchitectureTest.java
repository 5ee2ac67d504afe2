package io.tramontane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dependencies run one way. */
class ArchitectureTest {
  /** The last one is the face of those below it, not all that is within it. */
  private static final List<String> BOTTOM_UP =
      List.of(
          "files",
          "gguf",
          "tokenizer",
          "tensor",
          "mixtral",
          "generate",
          "prompt",
          "djl",
          "config",
          "udf.model",
          "udf.function",
          "udf.catalyst",
          "udf");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.tramontane");

  @Test
  void packagesDependOnLowerOnesOnly() {
    for (int i = 0; i < BOTTOM_UP.size() - 1; i++) {
      String[] higher =
          BOTTOM_UP.subList(i + 1, BOTTOM_UP.size()).stream()
              .map(name -> name.equals("udf") ? "io.tramontane.udf" : inside(name))
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(inside(BOTTOM_UP.get(i)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(higher)
          .check(CLASSES);
    }
  }

  @Test
  void onlyTheSparkFaceKnowsSpark() {
    noClasses()
        .that()
        .resideOutsideOfPackages(inside("udf"), "io.tramontane.schema..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..")
        .check(CLASSES);
  }

  @Test
  void onlyOnePackageKnowsSparksInternals() {
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("udf.catalyst"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark.sql.catalyst..", "org.apache.spark.sql.execution..")
        .check(CLASSES);
  }

  @Test
  void onlyTheDjlEngineAndTheRegistryKnowDjl() {
    noClasses()
        .that()
        .resideOutsideOfPackages(inside("djl"), inside("udf"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CLASSES);
  }

  @Test
  void onlyOnePackageKnowsTheVectorApi() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tramontane.tensor.vector..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jdk.incubator..", "io.tramontane.tensor.vector..")
        .check(CLASSES);
  }

  private static String inside(String name) {
    return "io.tramontane." + name + "..";
  }
}
