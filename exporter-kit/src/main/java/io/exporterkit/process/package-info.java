/// The resources that the running process uses, and means to use fewer.
///
/// In comes `/proc/self` of Linux. Out goes one record of processor time, memory, file descriptors, start time and
/// network bytes ([ProcessStats]), or the same as the families `process_*` of the Go client ([ProcessMetrics]). A value
/// that cannot be read is absent, as are all values on other systems. [HeapTrim] returns unused heap to the operating
/// system, and [VirtualThreads] divides processors among virtual threads.
@NullMarked
package io.exporterkit.process;

import org.jspecify.annotations.NullMarked;
