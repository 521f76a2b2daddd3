package io.exporterkit.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.exporterkit.Exporter;
import io.exporterkit.logging.LineProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The kit does not depend on its users, and its packages depend in one direction: web on scrape and exposition, both
/// on metric.
class ArchitectureTest {
  private static final String KIT = "io.exporterkit";
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(KIT);
  private static final Path SOURCES = Path.of("src/main");

  private static final DescribedPredicate<JavaMethodCall> IS_SLEEP =
      DescribedPredicate.describe(
          "is Thread.sleep",
          call ->
              call.getTargetOwner().isEquivalentTo(Thread.class) && call.getName().equals("sleep"));

  @Test
  void nothingInItSaysWhatItIsUsedFor() throws IOException {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage(KIT + ".redis..")
        .allowEmptyShould(true)
        .check(CODE);
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        for (String line : Files.readAllLines(file)) {
          String lower = line.toLowerCase(Locale.ROOT);
          if (lower.contains("redis") || lower.contains("valkey")) {
            lines.add(file + ": " + line);
          }
        }
      }
    }
    assertThat(lines).isEmpty();
    assertThat(CODE).hasSizeGreaterThan(50);
  }

  @Test
  void packagesPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("front door")
        .definedBy(KIT)
        .layer("web")
        .definedBy(KIT + ".web..")
        .layer("webconfig")
        .definedBy(KIT + ".webconfig..")
        .layer("scrape")
        .definedBy(KIT + ".scrape..")
        .layer("exposition")
        .definedBy(KIT + ".exposition..")
        .layer("probe")
        .definedBy(KIT + ".probe..")
        .layer("net")
        .definedBy(KIT + ".net..")
        .layer("process")
        .definedBy(KIT + ".process..")
        .layer("metric")
        .definedBy(KIT + ".metric..")
        .layer("tls")
        .definedBy(KIT + ".tls..")
        .layer("config")
        .definedBy(KIT + ".config..")
        .layer("file")
        .definedBy(KIT + ".file..")
        .layer("options")
        .definedBy(KIT + ".options..")
        .layer("logging")
        .definedBy(KIT + ".logging..")
        .layer("time")
        .definedBy(KIT + ".time..")
        .layer("text")
        .definedBy(KIT + ".text..")
        .whereLayer("front door")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("webconfig")
        .mayOnlyBeAccessedByLayers("front door")
        .whereLayer("web")
        .mayOnlyBeAccessedByLayers("front door", "webconfig")
        .whereLayer("scrape")
        .mayOnlyBeAccessedByLayers("front door", "web", "probe")
        .whereLayer("exposition")
        .mayOnlyBeAccessedByLayers("front door", "web")
        .whereLayer("process")
        .mayOnlyBeAccessedByLayers("front door", "web", "exposition", "net")
        .whereLayer("probe")
        .mayOnlyBeAccessedByLayers("front door")
        .whereLayer("net")
        .mayOnlyBeAccessedByLayers("front door", "probe", "scrape")
        .whereLayer("metric")
        .mayOnlyBeAccessedByLayers("front door", "web", "probe", "scrape", "exposition", "process")
        .whereLayer("tls")
        .mayOnlyBeAccessedByLayers("front door", "web", "webconfig", "net")
        .whereLayer("config")
        .mayOnlyBeAccessedByLayers("front door", "webconfig", "probe")
        .whereLayer("file")
        .mayOnlyBeAccessedByLayers("front door", "web", "webconfig", "tls", "config")
        .whereLayer("options")
        .mayOnlyBeAccessedByLayers("front door", "probe")
        .whereLayer("logging")
        .mayOnlyBeAccessedByLayers("front door", "probe", "scrape")
        .whereLayer("time")
        .mayOnlyBeAccessedByLayers("front door", "web", "net", "probe", "scrape", "process")
        .whereLayer("text")
        .mayOnlyBeAccessedByLayers(
            "net", "front door", "web", "exposition", "metric", "options", "config")
        .check(CODE);
    slices().matching(KIT + ".(*)..").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void everyPackageIsALayer() {
    assertThat(CODE.stream().map(type -> type.getPackageName().replace(KIT, "")).distinct())
        .containsExactlyInAnyOrder(
            "",
            ".config",
            ".exposition",
            ".file",
            ".logging",
            ".metric",
            ".net",
            ".options",
            ".probe",
            ".process",
            ".process.internal",
            ".scrape",
            ".text",
            ".time",
            ".tls",
            ".web",
            ".webconfig");
  }

  @Test
  void onlyTheLogWritesToTheTerminalAndNobodySleeps() {
    noClasses()
        .that()
        // The stream of log lines until one is set.
        .doNotHaveFullyQualifiedName(LineProvider.class.getName())
        .and()
        .doNotHaveFullyQualifiedName(Exporter.class.getName())
        .should(ACCESS_STANDARD_STREAMS)
        .check(CODE);
    noClasses().should().callMethodWhere(IS_SLEEP).check(CODE);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(CODE.stream().map(JavaClass::getPackage).distinct())
        .hasSizeGreaterThan(7)
        .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class)).as(p.getName()).isTrue());
  }
}
