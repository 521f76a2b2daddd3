package io.exporterkit.metric;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// The label values of many samples, as bytes in blocks: a value of ten ASCII characters needs 11 bytes, where a string
/// needs 56. Blocks are never copied, so that a family grows without a moment at which its labels exist twice.
///
/// One thread appends. [#snapshot] may be read by another thread; the samples up to the published number do not change.
final class CompactLabels {
  private static final int BLOCK = 1 << 16;
  private static final int PLACES = 1 << 12; // places in one array
  private static final int MOST_BLOCKS = 1 << 16;

  private final int width;
  private byte[][] blocks;
  private int blockCount;
  private int used; // bytes of the last block
  // For each sample the number of its block, shifted by 16 bits, and the position in the block.
  private int[][] places;
  private int size;

  CompactLabels(int width) {
    this.width = width;
    this.blocks = new byte[4][];
    this.places = new int[4][];
  }

  private CompactLabels(CompactLabels of) {
    this.width = of.width;
    this.blocks = of.blocks;
    this.places = of.places;
  }

  /// Returns a copy for a reader, which shares the blocks.
  CompactLabels snapshot() {
    return new CompactLabels(this);
  }

  /// Appends the label values of a sample.
  ///
  /// @param values holds them from `from` on
  /// @throws IllegalStateException when the labels have more than 4 GB
  void append(String[] values, int from) {
    int length = 0;
    for (int i = from; i < from + width; i++) {
      length += length(values[i]);
    }
    if (blockCount == 0 || used + length > blocks[blockCount - 1].length) {
      addBlock(Math.max(BLOCK, length));
    }
    int page = size / PLACES;
    if (page == places.length) {
      places = copyOf(places);
    }
    if (size % PLACES == 0) {
      places[page] = new int[PLACES];
    }
    places[page][size % PLACES] = (blockCount - 1) << 16 | used;
    byte[] block = blocks[blockCount - 1];
    for (int i = from; i < from + width; i++) {
      write(values[i], block);
    }
    size++;
  }

  private void addBlock(int length) {
    if (blockCount == MOST_BLOCKS) {
      throw new IllegalStateException("the label values of a metric have more than 4 GB");
    }
    if (blockCount == blocks.length) {
      byte[][] more = Arrays.copyOf(blocks, 2 * blocks.length);
      VarHandle.releaseFence();
      blocks = more;
    }
    blocks[blockCount] = new byte[length];
    blockCount++;
    used = 0;
  }

  private static int[][] copyOf(int[][] pages) {
    int[][] more = Arrays.copyOf(pages, 2 * pages.length);
    VarHandle.releaseFence();
    return more;
  }

  /// Returns the value of a label.
  String get(int sample, int label) {
    int place = places[sample / PLACES][sample % PLACES];
    byte[] block = blocks[place >>> 16];
    int at = place & 0xFFFF;
    for (int i = 0; ; i++) {
      int head = head(block, at);
      at += headSize(head);
      int bytes = bytes(head);
      if (i == label) {
        return text(block, at, head);
      }
      at += bytes;
    }
  }

  /// Returns a hash of the label values of a sample, without making strings: `31 * hash + value.hashCode()` for each.
  int hash(int sample) {
    int place = places[sample / PLACES][sample % PLACES];
    byte[] block = blocks[place >>> 16];
    int at = place & 0xFFFF;
    int hash = 1;
    for (int i = 0; i < width; i++) {
      int head = head(block, at);
      at += headSize(head);
      int value = 0;
      for (int end = at + bytes(head); at < end; at++) {
        int c = block[at] & 0xFF;
        if ((head & 1) != 0) {
          at++;
          c = c << 8 | (block[at] & 0xFF);
        }
        value = 31 * value + c;
      }
      hash = 31 * hash + value;
    }
    return hash;
  }

  /// Returns the size in bytes of a value with its head, a varint: the number of characters, and whether a character
  /// needs two bytes.
  private static int length(String value) {
    int head = headOf(value);
    return headSize(head) + bytes(head);
  }

  private static int headOf(String value) {
    return value.length() << 1 | (isLatin(value) ? 0 : 1);
  }

  private static int bytes(int head) {
    return (head >>> 1) << (head & 1);
  }

  private static int headSize(int head) {
    return (38 - Integer.numberOfLeadingZeros(head | 1)) / 7;
  }

  private static boolean isLatin(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > 0xFF) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("deprecation") // drops the high bytes, which are 0
  private void write(String value, byte[] block) {
    int head = headOf(value);
    for (int rest = head; ; rest >>>= 7) {
      if (rest < 0x80) {
        block[used++] = (byte) rest;
        break;
      }
      block[used++] = (byte) (rest | 0x80);
    }
    if ((head & 1) == 0) {
      value.getBytes(0, value.length(), block, used);
      used += value.length();
      return;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      block[used++] = (byte) (c >>> 8);
      block[used++] = (byte) c;
    }
  }

  private static int head(byte[] block, int at) {
    int head = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = block[at++];
      head |= (b & 0x7F) << shift;
      if (b >= 0) {
        return head;
      }
    }
  }

  private static String text(byte[] block, int at, int head) {
    int length = head >>> 1;
    if ((head & 1) == 0) {
      return new String(block, at, length, ISO_8859_1);
    }
    char[] chars = new char[length];
    for (int i = 0; i < length; i++) {
      chars[i] = (char) ((block[at + 2 * i] & 0xFF) << 8 | (block[at + 2 * i + 1] & 0xFF));
    }
    return new String(chars);
  }
}
