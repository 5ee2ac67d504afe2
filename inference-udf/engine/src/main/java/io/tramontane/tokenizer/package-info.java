/**
 * From text to the model's token ids and back.
 *
 * <p>Start at {@link io.tramontane.tokenizer.Tokenizer}. Its {@link
 * io.tramontane.tokenizer.Vocabulary} is checked once, when it is made. {@link
 * io.tramontane.tokenizer.MergeTable} turns the vocabulary into a table of which two symbols merge
 * into which piece; {@link io.tramontane.tokenizer.PairMerger} runs over one text with it. {@link
 * io.tramontane.tokenizer.StreamingDecoder} gives text as ids arrive one by one.
 *
 * <p>The algorithm is SentencePiece's byte-pair encoding (Kudo and Richardson 2018, "SentencePiece:
 * A simple and language independent subword tokenizer and detokenizer for Neural Text Processing")
 * with the identity normalization that Llama and Mistral models use.
 */
@NullMarked
package io.tramontane.tokenizer;

import org.jspecify.annotations.NullMarked;
