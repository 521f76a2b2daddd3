package io.exporterkit.redis.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
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
import io.exporterkit.redis.collector.RedisCollector;
import io.exporterkit.redis.demo.Demo;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The exporter's packages: options, connection, info and collector are rooms, and the wiring is at the top.
class ArchitectureTest {
  private static final String REDIS = "io.exporterkit.redis";
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/redis/servers/"))
          .importPackages(REDIS);

  @Test
  void collectorsAskConnectionsAndConnectionsReadInfoAndNeverTheOtherWay() {
    noClasses()
        .that()
        .resideInAPackage(REDIS + ".connection..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(REDIS, REDIS + ".collector..", REDIS + ".options..")
        .check(CODE);
    noClasses()
        .that()
        .resideInAPackage(REDIS + ".info..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            REDIS, REDIS + ".collector..", REDIS + ".connection..", REDIS + ".options..")
        .check(CODE);
    noClasses()
        .that()
        .resideInAnyPackage(REDIS + ".collector..", REDIS + ".options..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(REDIS)
        .check(CODE);
  }

  @Test
  void onlyTheWiringKnowsHttp() {
    noClasses()
        .that()
        .resideInAnyPackage(REDIS + ".collector..", REDIS + ".connection..", REDIS + ".info..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.exporterkit.web..", "io.exporterkit.exposition..")
        .check(CODE);
  }

  @Test
  void packagesDependOnEachOtherInNoCircle() {
    slices().matching(REDIS + ".(*)..").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void collectorsAreFinalAndHidden() {
    classes()
        .that()
        .implement(RedisCollector.class)
        .should()
        .haveModifier(JavaModifier.FINAL)
        .andShould()
        .bePackagePrivate()
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
