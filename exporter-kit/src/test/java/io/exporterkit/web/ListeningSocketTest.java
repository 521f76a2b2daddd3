package io.exporterkit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListeningSocketTest {
  @TempDir Path folder;

  private ListenAddress address() {
    return ListenAddress.parse("unix:" + path());
  }

  private Path path() {
    return folder.resolve("s.sock");
  }

  @Test
  void aUnixSocketIsForItsUserAndGroupAndIsDeletedAtTheEnd() throws IOException {
    try (ListeningSocket socket = ListeningSocket.bind(address());
        SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
      assertThat(client.isConnected()).isTrue();
      assertThat(socket.address()).hasToString("unix:" + path());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
          .isEqualTo("rw-rw----");
    }
    assertThat(path()).doesNotExist();
  }

  @Test
  void aSocketWithoutAListenerIsReplaced() throws IOException {
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path()))
        .close();
    assertThat(path()).exists();
    try (ListeningSocket _ = ListeningSocket.bind(address());
        SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
      assertThat(client.isConnected()).isTrue();
    }
  }

  @Test
  void aSocketInUseIsNotReplaced() throws IOException {
    try (ListeningSocket _ = ListeningSocket.bind(address())) {
      assertThatThrownBy(() -> ListeningSocket.bind(address()))
          .isInstanceOf(IOException.class)
          .hasMessage("cannot listen on unix:" + path() + ": another process listens there");
      assertThat(path()).exists();
    }
  }

  @Test
  void anotherFileIsNotReplaced() throws IOException {
    Files.writeString(path(), "text");
    assertThatThrownBy(() -> ListeningSocket.bind(address()))
        .hasMessage("cannot listen on unix:" + path() + ": a file that is no socket has this path");
    assertThat(path()).hasContent("text");
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Files.createSymbolicLink(path(), folder.resolve("elsewhere"));
    assertThatThrownBy(() -> ListeningSocket.bind(address()))
        .hasMessageEndingWith(": a file that is no socket has this path");
  }

  @Test
  void unusablePathsAreRefused() {
    assertThatThrownBy(() -> ListeningSocket.bind(ListenAddress.parse("unix:/none/s.sock")))
        .hasMessage("cannot listen on unix:/none/s.sock: No such file or directory");
    assertThatThrownBy(() -> ListeningSocket.bind(ListenAddress.parse("unix:/" + "x".repeat(200))))
        .hasMessageEndingWith(": Unix domain path too long");
  }

  @Test
  void theSocketOfAnotherProcessIsNotDeleted() throws IOException {
    ListeningSocket first = ListeningSocket.bind(address());
    Files.move(path(), folder.resolve("moved"));
    try (ListeningSocket _ = ListeningSocket.bind(address())) {
      first.close();
      assertThat(path()).exists();
    }
  }
}
