/// The options of the exporter. In come the values of the command line and the environment; out goes the validated
/// configuration. The table of options is shared by the command line, the environment, `--help` and the reference page.
@NullMarked
package io.exporterkit.redis.options;

import org.jspecify.annotations.NullMarked;
