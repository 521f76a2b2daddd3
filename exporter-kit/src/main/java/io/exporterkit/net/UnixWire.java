package io.exporterkit.net;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.Future;

/// The bytes of a unix socket. Its channel has no time-out: the watchdog closes a channel that is silent for too long.
final class UnixWire implements Wire {
  private final SocketChannel channel;
  private final Watchdog watchdog;

  private UnixWire(SocketChannel channel, Watchdog watchdog) {
    this.channel = channel;
    this.watchdog = watchdog;
  }

  /// Connects to the socket at a path. Does not wait, because the kernel accepts or refuses at once.
  static UnixWire connect(Path path, Watchdog watchdog) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
      return new UnixWire(channel, watchdog);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public int read(byte[] into, int from, int length, long waitNanos) throws IOException {
    if (!channel.isOpen()) {
      return -1; // closed by the watchdog as the last byte arrived
    }
    Future<?> close = watchdog.closeAfter(this, waitNanos);
    try {
      return channel.read(ByteBuffer.wrap(into, from, length));
    } catch (ClosedChannelException _) {
      return 0; // closed by the watchdog: no byte arrived in time
    } finally {
      close.cancel(false);
    }
  }

  @Override
  public void write(byte[] bytes, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  @Override
  public boolean hasUnread() throws IOException {
    channel.configureBlocking(false);
    try {
      // This may lose a byte, but then the connection is not used any more.
      return channel.read(ByteBuffer.allocate(1)) != 0;
    } finally {
      channel.configureBlocking(true);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // a socket that cannot be closed is abandoned
    }
  }
}
