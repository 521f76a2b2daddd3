/// TLS from PEM files, for listeners and for connections to targets.
///
/// In come paths of certificates, private keys and certificate authorities, in the forms that other programs use too.
/// Out go SSL contexts that read the files again when they change. When a file cannot be read or is malformed, the
/// exception names the file and the reason. Verification of host names is left to the user of a context.
@NullMarked
package io.exporterkit.tls;

import org.jspecify.annotations.NullMarked;
