package io.tramontane.jobs.cli;

import io.tramontane.chat.ChatFormats;
import java.util.Iterator;

/** The names of the chat formats, for help and completion. */
final class ChatFormatNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return ChatFormats.names().iterator();
  }
}
