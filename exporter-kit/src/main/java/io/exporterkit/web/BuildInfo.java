package io.exporterkit.web;

import static io.exporterkit.metric.MetricDef.gauge;

import io.exporterkit.metric.Family;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Properties;

/// The version, commit and date of a build, from a properties file that the build writes. Immutable.
///
/// @param name of the program
/// @param version `unknown` when the file lacks it, as for commit and date
public record BuildInfo(String name, String version, String commit, String date) {
  /// The metric `exporter_build_info`, to which the namespace is added.
  public static final MetricDef BUILD_INFO =
      gauge("exporter_build_info", "1, with the exporter's build in the labels.")
          .labels("version", "commit_sha", "build_date", "java_version")
          .withoutTargetLabels();

  /// Reads `version`, `commit` and `date` from a properties file on the class path. Each is `unknown` when the file
  /// cannot be read or lacks the property.
  ///
  /// @param program name of the program
  /// @param resource path of the file on the class path, such as `/build.properties`
  public static BuildInfo read(String program, String resource) {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(resource)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException _) {
      // the same as a file without properties
    }
    return new BuildInfo(
        program,
        properties.getProperty("version", "unknown"),
        properties.getProperty("commit", "unknown"),
        properties.getProperty("date", "unknown"));
  }

  private static String javaVersion() {
    return Runtime.version().toString();
  }

  /// Returns the family of [#BUILD_INFO], with one sample of value 1.
  public Collection<Family> families() {
    Samples out = new Samples();
    out.add(BUILD_INFO, 1, version, commit, date, javaVersion());
    return out.families();
  }

  @Override
  public String toString() {
    return name
        + " "
        + version
        + "    build date: "
        + date
        + "    commit: "
        + commit
        + "    Java: "
        + javaVersion();
  }
}
