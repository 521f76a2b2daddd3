package io.exporterkit.web;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A bound socket with its address. Safe for use by several threads.
///
/// @param address with the real port in place of port 0
/// @param file identity of the file of a unix socket; null for other sockets
record ListeningSocket(ListenAddress address, ServerSocketChannel channel, @Nullable Object file)
    implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ExporterServer.class);
  private static final int BACKLOG = 128;
  private static final int TYPE_OF_FILE = 0170000;
  private static final int SOCKET = 0140000;

  /// Binds a socket.
  ///
  /// @throws IOException when the address cannot be used; the message contains address and reason
  static ListeningSocket bind(ListenAddress address) throws IOException {
    try {
      // No switch: its class would be generated at every start, which needs many milliseconds.
      if (address instanceof ListenAddress.Tcp tcp) {
        return tcp(tcp);
      }
      return address instanceof ListenAddress.Unix unix ? unix(unix) : inherited(address);
    } catch (SocketException | UnusableException e) {
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException("cannot listen on " + address + ": " + e, e);
    }
  }

  private static ListeningSocket tcp(ListenAddress.Tcp address) throws IOException {
    InetSocketAddress wanted = address.socketAddress();
    if (wanted.isUnresolved()) {
      throw new UnusableException("no such host");
    }
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(wanted, BACKLOG);
      int port = channel.socket().getLocalPort();
      return new ListeningSocket(new ListenAddress.Tcp(address.host(), port), channel, null);
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  /// Creates a socket that its user and group may use, in place of a socket that nobody listens on any more.
  private static ListeningSocket unix(ListenAddress.Unix address) throws IOException {
    Path path = address.path();
    UnixDomainSocketAddress wanted = UnixDomainSocketAddress.of(path);
    deleteStale(path, wanted);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(wanted, BACKLOG);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
      return new ListeningSocket(address, channel, key(path));
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  private static void deleteStale(Path path, UnixDomainSocketAddress address) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if (!(mode instanceof Integer bits) || (bits & TYPE_OF_FILE) != SOCKET) {
      throw new UnusableException("a file that is no socket has this path");
    }
    try (SocketChannel _ = SocketChannel.open(address)) {
      throw new UnusableException("another process listens there");
    } catch (ConnectException _) {
      Files.deleteIfExists(path);
    }
  }

  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  private static ListeningSocket inherited(ListenAddress address) throws IOException {
    if (System.inheritedChannel() instanceof ServerSocketChannel channel) {
      ListenAddress known =
          channel.getLocalAddress() instanceof InetSocketAddress bound
              ? new ListenAddress.Tcp(host(bound), bound.getPort())
              : address;
      return new ListeningSocket(known, channel, null);
    }
    throw new UnusableException(
        "it is no listening socket: want a unit with StandardInput=socket and a .socket unit with Accept=no");
  }

  private static String host(InetSocketAddress bound) {
    return bound.getAddress().isAnyLocalAddress() ? "" : bound.getAddress().getHostAddress();
  }

  /// Closes the socket, and deletes the file of a unix socket unless another socket has its path.
  @Override
  public void close() {
    try {
      channel.close();
      if (address instanceof ListenAddress.Unix(Path path)
          && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && Objects.equals(key(path), file)) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      log.debug("closing {}: {}", address, e.getMessage());
    }
  }

  /// A reason for which an address cannot be used.
  private static final class UnusableException extends IOException {
    private static final long serialVersionUID = 1;

    UnusableException(String why) {
      super(why);
    }
  }
}
