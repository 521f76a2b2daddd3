/// Tools for tests of exporters, without a test framework: failures are [AssertionError]s.
///
/// [ExporterTester] starts an exporter, scrapes it, and compares the page with a file. [Promlint] checks names, units
/// and help texts.
@NullMarked
package io.exporterkit.testing;

import org.jspecify.annotations.NullMarked;
