package io.tramontane.jobs.cli;

import io.tramontane.failure.Secrets;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;

/** Passes text on without secrets: what has come since the last flush, masked as a whole. */
final class MaskingWriter extends FilterWriter {
  private final StringWriter text = new StringWriter();

  MaskingWriter(Writer out) {
    super(out);
  }

  @Override
  public void write(int character) {
    text.write(character);
  }

  @Override
  public void write(char[] characters, int from, int count) {
    text.write(characters, from, count);
  }

  @Override
  public void write(String characters, int from, int count) {
    text.write(characters, from, count);
  }

  @Override
  public void flush() throws IOException {
    out.write(Secrets.mask(text.toString()));
    text.getBuffer().setLength(0);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    flush();
    out.close();
  }
}
