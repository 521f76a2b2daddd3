/// The demo: a real Redis with a small, changing load, and the exporter for it. In come the exporter's flags; out go
/// the addresses of the pages to open.
@NullMarked
package io.exporterkit.redis.demo;

import org.jspecify.annotations.NullMarked;
