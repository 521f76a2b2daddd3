/// TLS from PEM files, for listeners and for connections to targets.
///
/// In come paths of certificates, keys and authorities, as people keep them for other programs; out go SSL contexts, which read the
/// files again when they have changed. A file that cannot be read or makes no sense is named, with the reason.
@NullMarked
package io.exporterkit.tls;

import org.jspecify.annotations.NullMarked;
