/// Tests of the files of a release: made by `packaging/dist`, unpacked, installed and run as a user does.
@NullMarked
package io.exporterkit.packaging;

import org.jspecify.annotations.NullMarked;
