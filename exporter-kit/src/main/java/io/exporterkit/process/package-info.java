/// What the running process uses of its machine. In comes `/proc/self`; out comes one record of processor time, memory, file
/// descriptors, start time and network bytes, with what the Go client calls `process_*` and in its units. Linux only: elsewhere,
/// and for what cannot be read, a value is absent. [HeapTrim] keeps the process small.
@NullMarked
package io.exporterkit.process;

import org.jspecify.annotations.NullMarked;
