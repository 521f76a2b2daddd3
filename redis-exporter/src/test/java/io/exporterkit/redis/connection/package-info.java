/// Tests of addresses, passwords and the reader of replies.
@NullMarked
package io.exporterkit.redis.connection;

import org.jspecify.annotations.NullMarked;
