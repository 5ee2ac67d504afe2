package io.tramontane.task;

import io.tramontane.config.SettingReader;

/**
 * Reads a task's settings. Found as a service, see {@link java.util.ServiceLoader}: a task of
 * another jar is known once that jar is on the class path and names its factory in {@code
 * META-INF/services/io.tramontane.task.TaskFactory}. Its settings, with their defaults, stand in
 * that jar's {@code reference.conf}.
 */
public interface TaskFactory {
  /** The value of {@code tramontane.task.type} that asks for the task. */
  String type();

  /** Reads the task's own section, {@code tramontane.task.TYPE}, and what tasks share. */
  Task<?> read(SettingReader reader);
}
