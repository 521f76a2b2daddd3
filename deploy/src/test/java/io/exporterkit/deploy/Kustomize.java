package io.exporterkit.deploy;

import io.exporterkit.redis.servers.Installed;
import java.io.IOException;
import java.nio.file.Path;

/// The kustomizations of `deploy/kustomize`, built by `kubectl kustomize`.
final class Kustomize {
  private Kustomize() {}

  /// Builds a folder below `deploy/kustomize`, such as `overlays/sidecar`, and reads the result strictly.
  ///
  /// @throws IllegalStateException when kustomize fails
  /// @throws IllegalArgumentException when an API server would refuse the result
  static Manifests build(String folder) throws IOException {
    Path path = Installed.root().resolve("deploy/kustomize").resolve(folder);
    return Manifests.parse(
        Tools.run(new ProcessBuilder(Tools.program("kubectl"), "kustomize", path.toString())));
  }
}
