/// INFO as data: the text that a server sends, and the table of the fields that are metrics.
///
/// In comes the text of INFO, CLUSTER INFO, INFO MODULES, or the pairs of Tile38's SERVER EXT. Out come fields by name,
/// and for each field with one number the row with its metric and divisor ([InfoTable]). A field is looked up by its
/// name in any section, because servers move fields between sections. Fields with several series (`db0`, `slave0`,
/// `cmdstat_get`) have no row, because the collectors of those subjects read them. The package never sends a command.
@NullMarked
package io.exporterkit.redis.info;

import org.jspecify.annotations.NullMarked;
