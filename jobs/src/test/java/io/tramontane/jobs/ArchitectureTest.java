package io.tramontane.jobs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.tramontane");

  @Test
  void packagesKnowOnlyThoseBelow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("io.tramontane.jobs..")
        .layer("config")
        .definedBy("io.tramontane.jobs.config")
        .layer("model")
        .definedBy("io.tramontane.jobs.model")
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
        .layer("measure")
        .definedBy("io.tramontane.evaluation")
        .layer("evaluate")
        .definedBy("io.tramontane.jobs.evaluate")
        .layer("inspect")
        .definedBy("io.tramontane.jobs.inspect")
        .layer("sql")
        .definedBy("io.tramontane.jobs.sql")
        .layer("cli")
        .definedBy("io.tramontane.jobs.cli")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("inspect")
        .mayOnlyBeAccessedByLayers("cli")
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
        .whereLayer("model")
        .mayOnlyBeAccessedByLayers("plan", "run", "cli")
        .check(CLASSES);
  }

  @Test
  void onlyTheJobTheFunctionsAndTheSchemaBridgeKnowSpark() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.tramontane.jobs..", "io.tramontane.udf..")
        .and()
        .doNotHaveFullyQualifiedName("io.tramontane.schema.SparkSchemas")
        .and()
        .doNotHaveFullyQualifiedName("io.tramontane.schema.SparkRows")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.tramontane.jobs.config", "io.tramontane.jobs.model", "io.tramontane.evaluation")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark..")
        .check(CLASSES);
  }

  @Test
  void evaluationIsArithmeticThatKnowsNothingElseOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("io.tramontane.evaluation")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.tramontane..")
                .and(not(resideInAPackage("io.tramontane.evaluation"))))
        .check(CLASSES);
  }

  @Test
  void onlyTheModelPackageKnowsDjl() {
    noClasses()
        .that()
        .resideInAPackage("io.tramontane.jobs..")
        .and()
        .resideOutsideOfPackage("io.tramontane.jobs.model")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..", "io.tramontane.djl..")
        .check(CLASSES);
  }

  @Test
  void onlyThosePackagesThatReadSettingsKnowHowTheyAreWritten() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.tramontane.config..", "io.tramontane.jobs.config", "io.tramontane.udf.function..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.typesafe.config..")
        .check(CLASSES);
  }
}
