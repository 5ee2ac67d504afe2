/**
 * Reads and writes GGUF, the file format of llama.cpp's models.
 *
 * <p>Start at {@link io.tramontane.gguf.GgufFile#open}: it checks the whole header of an untrusted
 * file, maps the tensor data and gives {@link io.tramontane.gguf.GgufMetadata} (typed values by
 * key) and {@link io.tramontane.gguf.GgufTensor} (bytes of the mapping, copied out on request).
 * Nothing here decodes a weight, and no tensor data stays on the heap. {@link
 * io.tramontane.gguf.GgufWriter} makes such files, {@link io.tramontane.gguf.ModelDigest} names
 * them by content.
 *
 * <p>Layout of a file, all numbers little-endian:
 *
 * <pre>
 * magic "GGUF" · version u32 · tensor count u64 · metadata count u64
 * metadata: count × (key string · type u32 · value)
 * tensors:  count × (name string · dimensions u32 · size u64 each · type u32 · offset u64)
 * padding to general.alignment (32 if absent)
 * tensor data, each tensor at its offset from here
 * </pre>
 *
 * A string is its length in bytes (u64) and that many bytes of UTF-8; an array is its element type
 * (u32), its length (u64) and its elements.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the GGUF
 *     specification</a>
 */
@NullMarked
package io.tramontane.gguf;

import org.jspecify.annotations.NullMarked;
