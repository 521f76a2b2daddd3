package io.exporterkit.deploy;

import io.exporterkit.redis.servers.Installed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Renders the chart: with the program of Helm 4, and with the library of Helm 3.
final class Helm {
  static final Path CHART = Installed.root().resolve("deploy/chart/redis-exporter");
  static final String RELEASE = "cache";
  static final String NAMESPACE = "monitoring";

  private Helm() {}

  /// Runs `helm template` of Helm 4 for a values file, with further arguments.
  static Tools.Result four(String release, Path values, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    Collections.addAll(command, Tools.program("helm"), "template", release, CHART.toString());
    Collections.addAll(command, "--namespace", NAMESPACE, "--values", values.toString());
    Collections.addAll(command, more);
    return Tools.result(new ProcessBuilder(command));
  }

  /// Renders the chart with Helm 3.
  ///
  /// @throws IllegalStateException when Helm refuses the values; the text is Helm's error
  static String three(Path values) {
    return com.marcnuri.helm.Helm.template(CHART.toString())
        .withName(RELEASE)
        .withNamespace(NAMESPACE)
        .withKubeVersion("v1.31.0")
        .withValuesFile(values)
        .call();
  }
}
