package io.exporterkit.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LosslessUtf8Test {

  @Test
  void leavesValidTextAlone() {
    for (String s :
        new String[] {
          "",
          "session:1",
          "schlüssel",
          "鍵",
          "\ud83d\udd11",
          "a\\xff",
          "\ufffd",
          "\u0000\u007f\u0080\u07ff\u0800\uffff",
          "c:\\x"
        }) {
      assertThat(LosslessUtf8.decode(s.getBytes(UTF_8))).isEqualTo(s);
    }
    assertThat(LosslessUtf8.decode("key:schlüssel".getBytes(UTF_8), 4, 8)).isEqualTo("schl");
  }

  @ParameterizedTest
  @CsvSource({
    "ff, \\xff",
    "6bff5c, k\\xff\\x5c",
    "8061, \\x80a",
    "c3, \\xc3",
    "c328, \\xc3(",
    "c080, \\xc0\\x80",
    "c1bf, \\xc1\\xbf",
    "e080af, \\xe0\\x80\\xaf",
    "e28261, \\xe2\\x82a",
    "e282, \\xe2\\x82",
    "eda080, \\xed\\xa0\\x80",
    "edbfbf, \\xed\\xbf\\xbf",
    "f0808080, \\xf0\\x80\\x80\\x80",
    "f0908080ff, \ud800\udc00\\xff",
    "f48fbfbf80, \udbff\udfff\\x80",
    "f4908080, \\xf4\\x90\\x80\\x80",
    "f5808080, \\xf5\\x80\\x80\\x80",
    "c3bcff, ü\\xff",
    "efbfbdff, \ufffd\\xff",
  })
  void spellsInvalidBytesOut(String hex, String expected) {
    assertThat(LosslessUtf8.decode(HexFormat.of().parseHex(hex))).isEqualTo(expected);
  }

  @Test
  void namesDifferentInvalidKeysDifferently() {
    assertThat(decode("ff")).isNotEqualTo(decode("fe"));
    // The first input is the text \xff before an invalid byte, the second is two invalid bytes.
    assertThat(decode("5c786666ff")).isEqualTo("\\x5cxff\\xff").isNotEqualTo(decode("ffff"));
  }

  /// Checks that no two invalid inputs have the same text, because the bytes can be read from the escapes.
  @Test
  void isReversibleForInvalidInput() {
    var random = new SplittableRandom(6);
    byte[] often = {
      'a', '\\', 'x', 'f', (byte) 0xc3, (byte) 0xe2, (byte) 0x82, (byte) 0xf0, (byte) 0x9f
    };
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(9)];
      for (int b = 0; b < bytes.length; b++) {
        bytes[b] =
            random.nextBoolean() ? (byte) random.nextInt() : often[random.nextInt(often.length)];
      }
      isReversible(bytes);
    }
  }

  @Test
  void findsTheBytesOfAText() {
    for (byte[] bytes :
        List.of(
            "plain".getBytes(UTF_8),
            "h\u00e9llo \\ \\x41 \\xzz \\x4".getBytes(UTF_8),
            "a\\x5cb".getBytes(UTF_8),
            HexFormat.of().parseHex("6bff5c"),
            HexFormat.of().parseHex("c3a9ff5c7866"),
            HexFormat.of().parseHex("ff"),
            new byte[0])) {
      assertThat(LosslessUtf8.encode(LosslessUtf8.decode(bytes))).isEqualTo(bytes);
    }
    // Two inputs have this text; the invalid one is returned.
    assertThat(LosslessUtf8.encode("\\xff")).isEqualTo(new byte[] {-1});
  }

  private static void isReversible(byte[] bytes) {
    String text = LosslessUtf8.decode(bytes);
    if (isValid(bytes)) {
      assertThat(text).isEqualTo(new String(bytes, UTF_8));
      return;
    }
    var back = new java.io.ByteArrayOutputStream();
    for (int i = 0; i < text.length(); ) {
      if (text.charAt(i) == '\\') {
        back.write(Integer.parseInt(text, i + 2, i + 4, 16));
        i += 4;
      } else {
        int code = text.codePointAt(i);
        back.writeBytes(Character.toString(code).getBytes(UTF_8));
        i += Character.charCount(code);
      }
    }
    assertThat(back.toByteArray()).isEqualTo(bytes);
  }

  private static String decode(String hex) {
    return LosslessUtf8.decode(HexFormat.of().parseHex(hex));
  }

  private static boolean isValid(byte[] bytes) {
    try {
      var _ = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
