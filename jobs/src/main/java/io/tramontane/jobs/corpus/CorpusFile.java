package io.tramontane.jobs.corpus;

import java.io.Serializable;

/**
 * A file of a corpus, as it was listed.
 *
 * @param name its path below the corpus's {@linkplain CorpusFiles#root root}
 * @param bytes its length
 * @param modified when it was last changed, in milliseconds since 1970
 */
public record CorpusFile(String name, long bytes, long modified) implements Serializable {}
