/**
 * From text to the model's token ids and back.
 *
 * <p>Start at {@link io.tramontane.tokenizer.Tokenizer}: {@code Tokenizer.from} gives the one that
 * a model file holds, by the kind that the file names. {@link
 * io.tramontane.tokenizer.StreamingDecoder} gives text as ids arrive one by one.
 *
 * <p>Two kinds are known. {@link io.tramontane.tokenizer.SentencePieceTokenizer} merges a whole
 * text; its {@link io.tramontane.tokenizer.Vocabulary} is checked once, when it is made. {@link
 * io.tramontane.tokenizer.ByteLevelTokenizer} first splits a text into words, by a {@code
 * WordSplitter} that the file names; what its vocabularies differ in is data in {@code
 * ByteLevelFormat}, {@code Normalization} of text among it. Classes of characters and NFC come from
 * tables of a stated Unicode version, {@code CharacterClasses} and {@code CanonicalCharacters}.
 * Both merge by {@code PairMerger}: {@code Merges} answers which two symbols merge into which
 * piece, and which merge is due first. Another kind is a class beside these and an entry in {@code
 * Tokenizers}.
 */
@NullMarked
package io.tramontane.tokenizer;

import org.jspecify.annotations.NullMarked;
