/// Families in, pages out: what a scrape collected, written in a format that Prometheus reads.
///
/// In come the pages of a scrape and whatever is registered in the official client's registry, converted once into the same
/// families ([RegistryFamilies]); out go bytes in the text format 0.0.4 ([TextFormat]) or as protobuf ([ProtobufFormat]), names exactly as
/// they were declared. [PageFormat] names the two for whoever has to choose.
@NullMarked
package io.exporterkit.exposition;

import org.jspecify.annotations.NullMarked;
