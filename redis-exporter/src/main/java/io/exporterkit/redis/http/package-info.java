/// What the exporter answers over HTTP: its paths, the parameters of a scrape, the pages, and the files that are read again on reload.
@NullMarked
package io.exporterkit.redis.http;

import org.jspecify.annotations.NullMarked;
