/**
 * Tasks: what is asked of a model about every document.
 *
 * <p>A {@link io.tramontane.task.Task} is one class, from its settings to the columns of its
 * answer: {@link io.tramontane.task.Classify}, {@link io.tramontane.task.Summarize}, {@link
 * io.tramontane.task.Generate}, {@link io.tramontane.task.CountTokens}. A configuration names one
 * by its type, which {@link io.tramontane.task.Tasks} looks up. Its {@link
 * io.tramontane.task.AnswerFormat} is how the model's answer is asked for and read: {@link
 * io.tramontane.task.GeneratedText} or {@link io.tramontane.task.LabelChoice}.
 */
@NullMarked
package io.tramontane.task;

import org.jspecify.annotations.NullMarked;
