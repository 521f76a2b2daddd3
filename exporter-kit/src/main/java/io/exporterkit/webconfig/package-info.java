/// The web configuration file of `--web.config.file`, in the format of
/// [exporter-toolkit](https://github.com/prometheus/exporter-toolkit/blob/v0.17.0/docs/web-configuration.md). In comes
/// a path; out goes the [io.exporterkit.web.Protection] in force, which follows the changes of the file.
@NullMarked
package io.exporterkit.webconfig;

import org.jspecify.annotations.NullMarked;
