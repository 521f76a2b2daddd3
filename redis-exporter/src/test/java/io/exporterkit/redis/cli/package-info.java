/// The program as a user starts it: a command line and an environment in, exit code, standard output and log out. Each test starts
/// JVMs of its own on this one's class path.
@NullMarked
package io.exporterkit.redis.cli;

import org.jspecify.annotations.NullMarked;
