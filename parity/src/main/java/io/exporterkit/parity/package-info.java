/// The comparison of our exporter with the original. The input is a table of servers and flag sets, or the addresses
/// and flags of the user's own servers. The output lists the differences: missing series, types, values, further
/// series, duplicates. `parity/differences.tsv` has the known differences.
///
/// [Comparison] compares three pages and returns complaints, [Differences] explains complaints, and [Report] prints
/// them. [Pair] fetches the pages; [Topology] and [FlagSet] define the table.
@NullMarked
package io.exporterkit.parity;

import org.jspecify.annotations.NullMarked;
