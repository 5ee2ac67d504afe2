/**
 * Trains the embedded model.
 *
 * <p>A run goes through these classes in order. {@link io.tramontane.training.Main} reads the
 * command line, {@link io.tramontane.training.TrainCommand} wires the rest. {@link
 * io.tramontane.training.Catalog} reads package descriptions, and {@link
 * io.tramontane.training.CatalogSplit} sets some of them apart, by source package, for tests that
 * neither tokenizer nor model ever sees. {@link io.tramontane.training.BytePairTrainer} makes the
 * {@link io.tramontane.training.TrainedVocabulary}. {@link io.tramontane.training.Lessons} says
 * which {@link io.tramontane.training.Exercise}s come when; {@link
 * io.tramontane.training.ExerciseBatches} turns descriptions into {@link
 * io.tramontane.training.Conversation}s that begin with the job's own prompts, {@link
 * io.tramontane.training.Batch}es of a prefix in common. {@link
 * io.tramontane.training.MixtralNetwork} is the forward pass, in DJL's tensors; {@link
 * io.tramontane.training.Objective} the loss; {@link io.tramontane.training.AdamW} the optimizer.
 * {@link io.tramontane.training.Learner} makes steps of these; {@link
 * io.tramontane.training.Training} repeats them, and writes a {@link
 * io.tramontane.training.Checkpoint} now and then; {@link io.tramontane.training.ModelExport}
 * writes the GGUF files. {@link io.tramontane.training.BaselineCommand} says what simple methods
 * reach on the same sides.
 */
@NullMarked
package io.tramontane.training;

import org.jspecify.annotations.NullMarked;
