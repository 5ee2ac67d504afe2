package io.tramontane.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom within this module; between modules the compiler sees to it. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.tramontane.jobs");

  @Test
  void packagesKnowOnlyThoseBelow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("io.tramontane.jobs..")
        .layer("config")
        .definedBy("io.tramontane.jobs.config")
        .layer("table")
        .definedBy("io.tramontane.jobs.table")
        .layer("corpus")
        .definedBy("io.tramontane.jobs.corpus")
        .layer("sink")
        .definedBy("io.tramontane.jobs.sink")
        .layer("plan")
        .definedBy("io.tramontane.jobs.plan")
        .layer("report")
        .definedBy("io.tramontane.jobs.report")
        .layer("run")
        .definedBy("io.tramontane.jobs.run")
        .layer("evaluate")
        .definedBy("io.tramontane.jobs.evaluate")
        .layer("sql")
        .definedBy("io.tramontane.jobs.sql")
        .layer("cli")
        .definedBy("io.tramontane.jobs.cli")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("sql")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("evaluate")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("run")
        .mayOnlyBeAccessedByLayers("evaluate", "cli")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("run", "evaluate", "cli")
        .whereLayer("plan")
        .mayOnlyBeAccessedByLayers("run", "evaluate", "cli")
        .whereLayer("sink")
        .mayOnlyBeAccessedByLayers("plan", "run", "evaluate", "cli")
        .whereLayer("corpus")
        .mayOnlyBeAccessedByLayers("plan", "run", "evaluate", "cli")
        .whereLayer("table")
        .mayOnlyBeAccessedByLayers("corpus", "run")
        .check(CLASSES);
  }

  @Test
  void theJobsKnowModelsByTheBackendAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tramontane.jobs.cli")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "ai.djl..",
            "io.tramontane.djl..",
            "io.tramontane.backend.local..",
            "io.tramontane.tokenizer..",
            "io.tramontane.transformer..",
            "io.tramontane.gguf..")
        .check(CLASSES);
  }

  @Test
  void onlyOnePackageKnowsHowSettingsAreWritten() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tramontane.jobs.config")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.typesafe.config..")
        .check(CLASSES);
  }
}
