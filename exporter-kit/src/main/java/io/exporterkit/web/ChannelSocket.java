package io.exporterkit.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.net.StandardSocketOptions;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// A connected channel in the form of a socket, which HttpCore and TLS need. The JDK's own adaptor supports TCP only,
/// not unix sockets. Has no time-outs: [#close()], called by any thread, ends a blocked read or write.
final class ChannelSocket extends Socket {
  private final SocketChannel channel;
  private final InputStream in;
  private final OutputStream out;

  ChannelSocket(SocketChannel channel) throws IOException {
    super((SocketImpl) null);
    this.channel = channel;
    this.in = Channels.newInputStream(channel);
    this.out = Channels.newOutputStream(channel);
    if (peer(channel).isPresent()) {
      // Otherwise the last part of a response waits for the client's delayed acknowledgement.
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
  }

  /// Returns the client's address; empty where the channel has none, as on a unix socket.
  static Optional<InetSocketAddress> peer(SocketChannel channel) throws IOException {
    return channel.getRemoteAddress() instanceof InetSocketAddress address
        ? Optional.of(address)
        : Optional.empty();
  }

  /// Closes the connection such that the client sees an error instead of the end of the stream, which HTTP/1.0 uses to
  /// mark the end of a body.
  void reset() {
    try (SocketChannel _ = channel) {
      setSoLinger(true, 0);
    } catch (IOException _) {
      // the socket is closed already, or has no such option
    }
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws java.net.SocketException {
    try {
      if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
        channel.setOption(StandardSocketOptions.SO_LINGER, on ? seconds : -1);
      }
    } catch (IOException e) {
      throw new java.net.SocketException(e.getMessage(), e);
    }
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void shutdownInput() throws IOException {
    channel.shutdownInput();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public InetAddress getInetAddress() {
    return getRemoteSocketAddress() instanceof InetSocketAddress address
        ? address.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    try {
      return channel.getRemoteAddress();
    } catch (IOException e) {
      return InetSocketAddress.createUnresolved("closed", 0);
    }
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    try {
      return channel.getLocalAddress();
    } catch (IOException e) {
      return InetSocketAddress.createUnresolved("closed", 0);
    }
  }

  @Override
  public int getSoTimeout() {
    return 0;
  }

  @Override
  public void setSoTimeout(int millis) {
    // CoreConnection's phases bound every wait
  }
}
