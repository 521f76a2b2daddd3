/// Tests of the program as a user starts it: in come a command line and an environment; out come the exit code,
/// standard output and the log. Each test starts separate JVMs with the class path of the tests.
@NullMarked
package io.exporterkit.redis.cli;

import org.jspecify.annotations.NullMarked;
