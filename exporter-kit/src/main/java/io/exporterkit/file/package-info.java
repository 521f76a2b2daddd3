/// Files that are read as a whole: passwords, certificates, scripts. In comes a path; out come at most so many bytes, or a line that names
/// the file and what is wrong with it.
@NullMarked
package io.exporterkit.file;

import org.jspecify.annotations.NullMarked;
