/**
 * Settings: what a model and the engine can be told, and the reading of settings in general.
 *
 * <p>{@code reference.conf} has every key with its default and its meaning; {@link
 * io.tramontane.config.ModelConfig} and {@link io.tramontane.config.EngineSection} are its sections
 * as records. A {@link io.tramontane.config.SettingReader} reads typed values, {@link
 * io.tramontane.config.KnownKeys} finds those that do not exist, and what is wrong is collected in
 * {@link io.tramontane.config.Problems} until all of it can be told at once. {@link
 * io.tramontane.config.SecretKeys} knows which values are not to be told at all.
 */
@NullMarked
package io.tramontane.config;

import org.jspecify.annotations.NullMarked;
