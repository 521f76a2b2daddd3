/// What can be set on the exporter. In comes nothing; out go the table of options, which the command line, the environment, `--help`
/// and the reference page share, and a constant for each option, to ask the parsed values with.
@NullMarked
package io.exporterkit.redis.options;

import org.jspecify.annotations.NullMarked;
