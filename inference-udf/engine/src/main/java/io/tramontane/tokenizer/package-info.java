/**
 * From text to the model's token ids and back.
 *
 * <p>Start at {@link io.tramontane.tokenizer.Tokenizer}: {@code Tokenizer.from} gives the one that
 * a model file holds, by the kind that the file names. {@link
 * io.tramontane.tokenizer.StreamingDecoder} gives text as ids arrive one by one.
 *
 * <p>One kind is known, {@link io.tramontane.tokenizer.SentencePieceTokenizer}. Its {@link
 * io.tramontane.tokenizer.Vocabulary} is checked once, when it is made. {@link
 * io.tramontane.tokenizer.MergeTable} answers which two symbols merge into which piece, and {@link
 * io.tramontane.tokenizer.PairMerger} merges the symbols of one text with it. Another kind is a
 * class beside it and an entry in {@link io.tramontane.tokenizer.Tokenizers}.
 */
@NullMarked
package io.tramontane.tokenizer;

import org.jspecify.annotations.NullMarked;
