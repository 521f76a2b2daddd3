package io.exporterkit.redis.cluster;

/// The hash slot of a key: CRC16 of the key, or of the text between its first braces, modulo 16384
/// ([specification](https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/)).
///
/// In: `user:1000`, `{user}:1000`   Out: 1649, 5474
final class KeySlot {
  /// Number of hash slots in every cluster.
  static final int SLOTS = 16384;

  private static final int POLYNOMIAL = 0x1021; // CRC-16/XMODEM
  private static final char[] TABLE = table();

  private KeySlot() {}

  static int of(byte[] key) {
    int open = indexOf(key, '{', 0);
    int close = open < 0 ? -1 : indexOf(key, '}', open + 1);
    return close > open + 1 ? crc(key, open + 1, close) % SLOTS : crc(key, 0, key.length) % SLOTS;
  }

  private static int indexOf(byte[] key, char wanted, int from) {
    for (int i = from; i < key.length; i++) {
      if (key[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static int crc(byte[] key, int from, int to) {
    int crc = 0;
    for (int i = from; i < to; i++) {
      crc = ((crc << 8) ^ TABLE[((crc >>> 8) ^ key[i]) & 0xff]) & 0xffff;
    }
    return crc;
  }

  private static char[] table() {
    char[] table = new char[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
      }
      table[i] = (char) crc;
    }
    return table;
  }
}
