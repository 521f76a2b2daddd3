/// Configuration files in YAML, read into records. In come a path and the class of a record; out goes the record, or an
/// exception that names file, line and column, what is wrong and what would be right. The classes of the YAML parser
/// are loaded only when a file is read.
@NullMarked
package io.exporterkit.config;

import org.jspecify.annotations.NullMarked;
