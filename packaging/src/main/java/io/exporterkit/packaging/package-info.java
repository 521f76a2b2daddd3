/// Writes the files of a release from a directory with the built program: archives, packages and images. Equal
/// directories produce equal bytes.
@NullMarked
package io.exporterkit.packaging;

import org.jspecify.annotations.NullMarked;
