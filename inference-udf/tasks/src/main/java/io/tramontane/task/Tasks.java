package io.tramontane.task;

import io.tramontane.config.SettingReader;
import java.util.Comparator;
import java.util.Optional;
import java.util.ServiceLoader;

/** The tasks that a configuration can ask for. */
public final class Tasks {
  private Tasks() {}

  /** Reads the section {@code tramontane.task}; empty if any setting of it is wrong. */
  public static Optional<Task<?>> read(SettingReader reader) {
    return reader
        .section(() -> reader.choice("tramontane.task.type", factories(), TaskFactory::type))
        .flatMap(factory -> reader.section(() -> factory.read(reader)));
  }

  private static TaskFactory[] factories() {
    return ServiceLoader.load(TaskFactory.class, TaskFactory.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(TaskFactory::type))
        .toArray(TaskFactory[]::new);
  }
}
