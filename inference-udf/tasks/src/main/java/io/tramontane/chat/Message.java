package io.tramontane.chat;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param content what is said; never read as control tokens
 */
public record Message(Role role, String content) {
  /** Who speaks in a conversation. */
  public enum Role {
    /** Whoever sets the rules. */
    SYSTEM,
    /** Whoever asks. */
    USER,
    /** The model. */
    ASSISTANT
  }
}
