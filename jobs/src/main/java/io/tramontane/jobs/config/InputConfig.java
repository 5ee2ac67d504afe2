package io.tramontane.jobs.config;

import java.io.Serializable;

/**
 * Where the documents are.
 *
 * @param path a file or folder of any file system that Spark reaches
 * @param format how they are stored
 * @param idColumn what identifies a document; not used with {@link InputFormat#TEXT}
 * @param textColumn the text; not used with {@link InputFormat#TEXT}
 * @param allowEmpty whether there may be no document
 */
public record InputConfig(
    String path, InputFormat format, String idColumn, String textColumn, boolean allowEmpty)
    implements Serializable {}
