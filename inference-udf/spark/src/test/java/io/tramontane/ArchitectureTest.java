package io.tramontane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the compiler cannot keep; that modules know only those before them, it does. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // Fixtures of the modules before.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.tramontane");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.tramontane.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyOnePackageKnowsSparksInternals() {
    onlyInside(
        "io.tramontane.udf.catalyst",
        "org.apache.spark.sql.catalyst..",
        "org.apache.spark.sql.execution..");
  }

  @Test
  void onlyOnePackageKnowsDjl() {
    onlyInside("io.tramontane.djl", "ai.djl..");
  }

  @Test
  void onlyOnePackageKnowsTheVectorApi() {
    onlyInside("io.tramontane.tensor.vector", "jdk.incubator..", "io.tramontane.tensor.vector..");
  }

  private static void onlyInside(String owner, String... known) {
    noClasses()
        .that()
        .resideOutsideOfPackage(owner)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(known)
        .check(CLASSES);
  }
}
