package io.exporterkit.web;

/// The pages of metrics that the live part of a landing page reads.
///
/// @param namespace prefix of all metric names, without the underscore; empty for none
/// @param telemetryPath path of the metrics of the exporter's own target
/// @param hasTarget whether the exporter has a target of its own
/// @param probe how another target is asked for, such as `/probe?target=host:11211`; empty when that is not possible
public record LiveSource(String namespace, String telemetryPath, boolean hasTarget, String probe) {}
