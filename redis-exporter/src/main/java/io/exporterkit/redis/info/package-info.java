/// INFO as data: the text a server sends, and the table that says which of its fields are metrics.
///
/// In comes the text of INFO, CLUSTER INFO, INFO MODULES, or the pairs of Tile38's SERVER EXT. Out go fields by name, and for each
/// field that is one number the row with its metric and the factor between them ([InfoTable]). A field is looked up by its name,
/// whatever section it stands in: servers move fields between sections. Fields that make several series (`db0`, `slave0`,
/// `cmdstat_get`) have no row; the collectors of those subjects read them. Nothing here talks to a server.
@NullMarked
package io.exporterkit.redis.info;

import org.jspecify.annotations.NullMarked;
