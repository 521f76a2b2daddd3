package io.exporterkit.redis;

import static io.exporterkit.metric.MetricDef.gauge;

import io.exporterkit.metric.Family;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Properties;

/// Version, commit and date of this build, from the file the build writes; `unknown` where it does not say.
record BuildInfo(String version, String commit, String date) {
  static final MetricDef BUILD_INFO =
      gauge("exporter_build_info", "1, with the exporter's build in the labels.")
          .labels("version", "commit_sha", "build_date", "java_version")
          .withoutTargetLabels();

  static BuildInfo read() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("/build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException _) {
      // told as unknown
    }
    return new BuildInfo(
        properties.getProperty("version", "unknown"),
        properties.getProperty("commit", "unknown"),
        properties.getProperty("date", "unknown"));
  }

  static String javaVersion() {
    return Runtime.version().toString();
  }

  Collection<Family> families() {
    Samples out = new Samples();
    out.add(BUILD_INFO, 1, version, commit, date, javaVersion());
    return out.families();
  }

  @Override
  public String toString() {
    return "redis-exporter "
        + version
        + "    build date: "
        + date
        + "    commit: "
        + commit
        + "    Java: "
        + javaVersion();
  }
}
