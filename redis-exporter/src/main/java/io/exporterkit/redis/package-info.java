/// The wiring of the exporter for Redis and Valkey. In come a command line and the environment; out go a listening
/// server and an exit code.
@NullMarked
package io.exporterkit.redis;

import org.jspecify.annotations.NullMarked;
