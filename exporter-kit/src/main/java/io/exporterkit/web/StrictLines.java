package io.exporterkit.web;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.message.LazyLineParser;
import org.apache.hc.core5.http.message.RequestLine;
import org.apache.hc.core5.util.CharArrayBuffer;

/// A parser of the lines of a request's head. Refuses lines that proxies read in different ways: control characters,
/// methods and names of headers that are no token of RFC 9110, and a first header that begins with a space. Stateless,
/// and so safe for use by several threads.
final class StrictLines extends LazyLineParser {
  private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

  @Override
  public RequestLine parseRequestLine(CharArrayBuffer line) throws ParseException {
    requireNoControls(line);
    RequestLine parsed = super.parseRequestLine(line);
    requireToken(parsed.getMethod());
    return parsed;
  }

  @Override
  public Header parseHeader(CharArrayBuffer line) throws ParseException {
    requireNoControls(line);
    int colon = Math.max(0, line.indexOf(':'));
    requireToken(line.substring(0, colon));
    return super.parseHeader(line);
  }

  private static void requireNoControls(CharArrayBuffer line) throws ParseException {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7F) {
        throw new ParseException("a control character");
      }
    }
  }

  private static void requireToken(String text) throws ParseException {
    boolean token = !text.isEmpty();
    for (int i = 0; i < text.length(); i++) {
      token &= isTokenCharacter(text.charAt(i));
    }
    if (!token) {
      throw new ParseException("no token");
    }
  }

  private static boolean isTokenCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || TOKEN_PUNCTUATION.indexOf(c) >= 0;
  }
}
