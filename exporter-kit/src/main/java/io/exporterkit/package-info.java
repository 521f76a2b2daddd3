/// The front door: from the arguments of a command line to an exporter that serves.
///
/// In come a name, options, a way to open a session with a target, and collectors ([Exporter], [TargetExporter]); or,
/// for exporters that need more, a [Service]. Out comes a process that parses its flags, logs, listens, answers
/// scrapes, probes, health and reload, and ends well. Everything below can be used without this package.
@NullMarked
package io.exporterkit;

import org.jspecify.annotations.NullMarked;
