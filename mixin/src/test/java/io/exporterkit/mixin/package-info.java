/// Tests of the dashboards, alerts and recording rules: rendered again, checked against the rules of the field, and run
/// by a real Prometheus on real servers.
@NullMarked
package io.exporterkit.mixin;

import org.jspecify.annotations.NullMarked;
