/// Tests of whole scrapes, over HTTP: an exporter on one side, real servers and misbehaving ones on the other.
@NullMarked
package io.exporterkit.redis.scrape;

import org.jspecify.annotations.NullMarked;
