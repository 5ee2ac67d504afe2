package io.tramontane.backend;

import java.io.Serializable;

/**
 * Which model answers.
 *
 * @param name as the model's file gives it
 * @param digest SHA-256 of the file or files in hex
 */
public record ModelIdentity(String name, String digest) implements Serializable {}
