/// Tests of the chart, the manifests and the compose file: rendered by Helm and kustomize, read strictly, and run on
/// this machine where a cluster is not needed.
@NullMarked
package io.exporterkit.deploy;

import org.jspecify.annotations.NullMarked;
