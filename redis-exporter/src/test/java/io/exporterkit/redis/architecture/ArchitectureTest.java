package io.exporterkit.redis.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.exporterkit.redis.Main;
import io.exporterkit.redis.RedisExporter;
import io.exporterkit.redis.demo.Demo;
import io.exporterkit.redis.session.RedisCollector;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Tests of the exporter's package structure: every package has its place, dependencies point downwards, and the wiring
/// is at the top.
class ArchitectureTest {
  private static final String REDIS = "io.exporterkit.redis";
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/redis/servers/"))
          .importPackages(REDIS);

  @Test
  void packagesPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage(REDIS + "..")
        .layer("door")
        .definedBy(REDIS)
        .layer("http")
        .definedBy(REDIS + ".http..")
        .layer("demo")
        .definedBy(REDIS + ".demo..")
        .layer("options")
        .definedBy(REDIS + ".options..")
        .layer("collector")
        .definedBy(REDIS + ".collector..")
        .layer("keys")
        .definedBy(REDIS + ".keys..")
        .layer("cluster")
        .definedBy(REDIS + ".cluster..")
        .layer("session")
        .definedBy(REDIS + ".session..")
        .layer("protocol")
        .definedBy(REDIS + ".protocol..")
        .layer("info")
        .definedBy(REDIS + ".info..")
        .whereLayer("demo")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("door")
        .mayOnlyBeAccessedByLayers("demo")
        .whereLayer("http")
        .mayOnlyBeAccessedByLayers("door")
        .whereLayer("collector")
        .mayOnlyBeAccessedByLayers("door", "http")
        .whereLayer("keys")
        .mayOnlyBeAccessedByLayers("door", "http", "collector")
        .whereLayer("cluster")
        .mayOnlyBeAccessedByLayers("door", "http", "collector", "keys")
        .whereLayer("session")
        .mayOnlyBeAccessedByLayers("door", "http", "options", "collector", "keys", "cluster")
        .whereLayer("options")
        .mayOnlyBeAccessedByLayers("door", "http", "demo", "collector", "keys")
        .whereLayer("protocol")
        .mayOnlyBeAccessedByLayers(
            "door", "http", "options", "collector", "keys", "cluster", "session")
        .whereLayer("info")
        .mayOnlyBeAccessedByLayers(
            "door", "http", "collector", "keys", "cluster", "session", "protocol")
        .check(CODE);
  }

  @Test
  void onlyTheWiringKnowsHttp() {
    noClasses()
        .that()
        .resideInAnyPackage(
            REDIS + ".collector..",
            REDIS + ".keys..",
            REDIS + ".cluster..",
            REDIS + ".session..",
            REDIS + ".protocol..",
            REDIS + ".info..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.exporterkit.web..", "io.exporterkit.exposition..")
        .check(CODE);
  }

  /// Every package of the exporter is in the list above.
  @Test
  void everyPackageIsARoom() {
    assertThat(CODE.stream().map(type -> type.getPackageName().replace(REDIS, "")).distinct())
        .containsExactlyInAnyOrder(
            "",
            ".http",
            ".demo",
            ".options",
            ".collector",
            ".keys",
            ".cluster",
            ".session",
            ".protocol",
            ".info");
  }

  @Test
  void packagesDependOnEachOtherInNoCircle() {
    slices().matching(REDIS + ".(*)..").should().beFreeOfCycles().check(CODE);
  }

  /// Collectors read validated values, not the command line.
  @Test
  void collectorsUseOnlyRecordsAndEnumsOfTheOptions() {
    noClasses()
        .that()
        .resideInAnyPackage(REDIS + ".collector..", REDIS + ".keys..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(REDIS + ".options..")
                .and(not(assignableTo(Record.class)))
                .and(not(assignableTo(Enum.class))))
        .check(CODE);
  }

  @Test
  void collectorsAreFinalAndNamedAlike() {
    classes()
        .that()
        .implement(RedisCollector.class)
        .should()
        .haveModifier(JavaModifier.FINAL)
        .andShould()
        .haveSimpleNameEndingWith("Collector")
        .check(CODE);
  }

  @Test
  void onlyMainAndTheDemoWriteToTheTerminalAndNobodySleeps() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Main.class, Demo.class)
        .should(ACCESS_STANDARD_STREAMS)
        .check(CODE);
    noClasses().should().callMethodWhere(IsSleep.CALLED).check(CODE);
  }

  @Test
  void onlyMainAndTheExporterAreTheDoor() {
    classes()
        .that()
        .resideInAPackage(REDIS)
        .and()
        .doNotBelongToAnyOf(Main.class, RedisExporter.class)
        .should()
        .notBePublic()
        .check(CODE);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(CODE.stream().map(JavaClass::getPackage).distinct())
        .hasSizeGreaterThan(4)
        .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class)).as(p.getName()).isTrue());
  }
}
