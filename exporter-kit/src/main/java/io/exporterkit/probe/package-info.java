/// The targets that requests name in a parameter, as in `/probe?target=...`.
///
/// In come keys of targets and the texts of requests. Out go known targets ([KnownTargets]), which are bounded in
/// number and removed when they are no longer requested, and targets that are always down ([UnusableTarget]) for texts
/// that do not name a target.
@NullMarked
package io.exporterkit.probe;

import org.jspecify.annotations.NullMarked;
