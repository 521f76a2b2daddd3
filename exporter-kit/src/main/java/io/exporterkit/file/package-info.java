/// Files that are read as a whole: passwords, certificates, scripts. In come a path and a largest size. Out go the
/// bytes of the file, or an exception that names the file and the reason; and whether a file has changed.
@NullMarked
package io.exporterkit.file;

import org.jspecify.annotations.NullMarked;
