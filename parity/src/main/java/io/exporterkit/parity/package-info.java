/// Our exporter beside the original. In comes a table of servers and flag sets, or the addresses and flags of one's own; out comes
/// what differs: series missing, types, values, series ours alone gives, duplicates. What differs on purpose stands in
/// `parity/differences.tsv`.
///
/// [Comparison] takes three pages and answers complaints, [Differences] explains them, [Report] tells them; [Pair] fetches the pages,
/// [Topology] and [FlagSet] are the table.
@NullMarked
package io.exporterkit.parity;

import org.jspecify.annotations.NullMarked;
