package io.exporterkit.redis.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.net.ConnectionLostException;
import io.exporterkit.net.Patience;
import io.exporterkit.net.ProtocolException;
import io.exporterkit.net.Wire;
import io.exporterkit.redis.servers.Captures;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The reader with random bytes in random pieces: it returns a reply or throws an [IOException], stays within its
/// memory, and ends at the deadline.
///
/// The message of a failed assertion contains the seed, which is different in each round.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RespReaderFuzzTest {
  private static final ReplyLimits LIMITS = new ReplyLimits(1 << 20, 10_000, 16, 64 << 10, 4 << 20);
  private static final long MEMORY = 8 << 20;
  private static final String ALPHABET = "+-:$*\r\n0123456789-abc \0\u00ff%_,#(!=~>";

  private static List<byte[]> captured = List.of();

  @BeforeAll
  static void readCaptures() throws IOException {
    try (Stream<Path> files = Files.walk(Captures.folder())) {
      captured =
          files
              .filter(file -> file.toString().endsWith(".resp"))
              .map(RespReaderFuzzTest::bytes)
              .toList();
    }
    assertThat(captured).hasSizeGreaterThan(50);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Bytes in pieces of random length, followed by the end of the stream or by silence.
  private static final class Pieces implements Wire {
    private final byte[] bytes;
    private final Random random;
    private final boolean silentAtTheEnd;
    private final Clock clock;
    private int at;

    Pieces(byte[] bytes, Random random, boolean silentAtTheEnd, Clock clock) {
      this.bytes = bytes;
      this.random = random;
      this.silentAtTheEnd = silentAtTheEnd;
      this.clock = clock;
    }

    @Override
    public int read(byte[] into, int from, int length, long waitNanos) {
      if (at == bytes.length) {
        if (silentAtTheEnd) {
          clock.now += waitNanos;
          return 0;
        }
        return -1;
      }
      int most = random.nextBoolean() ? length : 1 + random.nextInt(20);
      int n = Math.min(Math.min(most, length), bytes.length - at);
      System.arraycopy(bytes, at, into, from, n);
      at += n;
      return n;
    }

    @Override
    public void write(byte[] written, int length) {}

    @Override
    public boolean hasUnread() {
      return at < bytes.length;
    }

    @Override
    public void close() {}
  }

  /// A clock that advances only while a reader waits.
  private static final class Clock {
    private long now;
  }

  /// The result of reading: the replies, and the exception that ended it.
  private record Outcome(List<Reply> replies, IOException end, boolean consumed) {}

  private static Outcome read(byte[] bytes, long seed) {
    Clock clock = new Clock();
    Random random = new Random(seed);
    boolean silent = random.nextBoolean();
    Pieces wire = new Pieces(bytes, random, silent, clock);
    ReplyMemory memory = new ReplyMemory(MEMORY);
    RespReader reader = new RespReader(wire, LIMITS, memory);
    Patience patience =
        new Patience(
            Deadline.in(Duration.ofSeconds(10), () -> clock.now),
            silent ? Duration.ofSeconds(3).toNanos() : Long.MAX_VALUE,
            () -> clock.now);
    List<Reply> replies = new ArrayList<>();
    try {
      while (true) {
        replies.add(reader.read(patience));
        assertThat(memory.taken()).as("seed %d", seed).isBetween(0L, MEMORY);
      }
    } catch (ConnectionLostException
        | DeadlineException
        | ProtocolException
        | ReplyTooLargeException e) {
      assertThat(memory.taken()).as("seed %d", seed).isBetween(0L, MEMORY);
      reader.rest();
      assertThat(memory.taken()).as("seed %d", seed).isZero();
      return new Outcome(replies, e, wire.at == bytes.length);
    } catch (IOException | RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
  }

  @Test
  void readsWhatServersSentInAnyPieces() {
    for (int i = 0; i < captured.size(); i++) {
      List<Reply> whole = read(captured.get(i), 0).replies();
      assertThat(whole).hasSize(1);
      for (long seed = 1; seed <= 20; seed++) {
        Outcome outcome = read(captured.get(i), seed);
        assertThat(outcome.replies()).as("seed %d", seed).hasSize(1);
        assertThat(text(outcome.replies().getFirst())).isEqualTo(text(whole.getFirst()));
        assertThat(outcome.end()).isNotInstanceOf(ProtocolException.class);
        assertThat(outcome.consumed()).isTrue();
      }
    }
  }

  private static String text(Reply reply) {
    return switch (reply) {
      case Reply.Bulk bulk -> "$" + bulk.text();
      case Reply.Status(String text) -> "+" + text;
      case Reply.Int(long value) -> ":" + value;
      case Reply.Error(String message) -> "-" + message;
      case Reply.Nil() -> "nil";
      case Reply.Array(List<Reply> elements) ->
          elements.stream().map(RespReaderFuzzTest::text).toList().toString();
    };
  }

  @Test
  void survivesRandomBytes() {
    for (long seed = 1; seed <= 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(200)];
      if (random.nextBoolean()) {
        random.nextBytes(bytes);
      } else {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        }
      }
      read(bytes, seed);
    }
  }

  @Test
  void survivesWhatServersSentWithFaultsInIt() {
    for (long seed = 1; seed <= 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = captured.get(random.nextInt(captured.size())).clone();
      for (int faults = 1 + random.nextInt(4); faults > 0 && bytes.length > 0; faults--) {
        bytes = withFault(bytes, random);
      }
      read(bytes, seed);
    }
  }

  private static byte[] withFault(byte[] bytes, Random random) {
    // Most changes are near the beginning, where the lengths are.
    int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 20));
    return switch (random.nextInt(6)) {
      case 0 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        yield bytes;
      }
      case 1 -> {
        bytes[at] = (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        yield bytes;
      }
      case 2 -> Arrays.copyOf(bytes, at);
      case 3 -> joined(bytes, at, new byte[] {(byte) random.nextInt(256)}, at);
      case 4 -> joined(bytes, at, new byte[0], Math.min(bytes.length, at + 1 + random.nextInt(9)));
      default -> {
        byte[] head = randomHead(random);
        yield joined(bytes, at, head, Math.min(bytes.length, at + head.length));
      }
    };
  }

  /// Returns the beginning of a reply with a length that is large, negative or not a number.
  private static byte[] randomHead(Random random) {
    long length =
        switch (random.nextInt(4)) {
          case 0 -> random.nextLong();
          case 1 -> random.nextInt();
          case 2 -> random.nextInt(100_000);
          default -> random.nextInt(5) - 2;
        };
    return ("*$:+-".charAt(random.nextInt(5)) + Long.toString(length) + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] joined(byte[] bytes, int to, byte[] between, int from) {
    byte[] joined = new byte[to + between.length + bytes.length - from];
    System.arraycopy(bytes, 0, joined, 0, to);
    System.arraycopy(between, 0, joined, to, between.length);
    System.arraycopy(bytes, from, joined, to + between.length, bytes.length - from);
    return joined;
  }

  @Test
  void holdsToItsLimits() {
    for (long seed = 1; seed <= 2_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      while (text.length() < 200) {
        text.append(new String(randomHead(random), StandardCharsets.US_ASCII));
      }
      Outcome outcome =
          read(text.toString().repeat(1000).getBytes(StandardCharsets.US_ASCII), seed);
      outcome.replies().forEach(reply -> assertWithin(reply, 0));
    }
  }

  private static void assertWithin(Reply reply, int depth) {
    assertThat(depth).isLessThanOrEqualTo(LIMITS.depth());
    switch (reply) {
      case Reply.Bulk bulk -> assertThat(bulk.length()).isLessThanOrEqualTo(LIMITS.bulkBytes());
      case Reply.Array(List<Reply> elements) -> {
        assertThat(elements.size()).isLessThanOrEqualTo(LIMITS.elements());
        elements.forEach(element -> assertWithin(element, depth + 1));
      }
      case Reply.Status(String line) ->
          assertThat(line.length()).isLessThanOrEqualTo(LIMITS.lineBytes());
      case Reply.Error(String line) ->
          assertThat(line.length()).isLessThanOrEqualTo(LIMITS.lineBytes());
      case Reply.Int _, Reply.Nil _ -> {}
    }
  }
}
