package io.exporterkit.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The module needs the kit and the JDK alone, and its servers know nothing of the kit.
class ArchitectureTest {
  private static final String TESTING = "io.exporterkit.testing";
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(TESTING);

  @Test
  void packagesPointOneWay() {
    assertThat(CODE.stream().map(JavaClass::getPackageName).distinct())
        .containsExactlyInAnyOrder(TESTING, TESTING + ".server");
    noClasses()
        .that()
        .resideInAPackage(TESTING + ".server")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(TESTING, "io.exporterkit", "io.exporterkit.metric..")
        .check(CODE);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "io.exporterkit..", "java..", "javax..", "com.sun.management", "org.jspecify..")
        .check(CODE);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(CODE.stream().map(JavaClass::getPackage).distinct())
        .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class)).as(p.getName()).isTrue());
  }
}
