/**
 * Chat formats: how an instruction is put to a model that was trained on conversations.
 *
 * <p>A {@link io.tramontane.chat.ChatFormat} is a value made of {@link io.tramontane.chat.Segment}s
 * of text and control tokens; {@link io.tramontane.chat.ChatFormats} chooses it from the model's
 * file.
 */
@NullMarked
package io.tramontane.chat;

import org.jspecify.annotations.NullMarked;
