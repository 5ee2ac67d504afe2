package io.tramontane.udf.function;

import io.tramontane.task.Classify;
import io.tramontane.task.Task;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * The labels of a call, which is about the text in front of them.
 *
 * @param labels 2 to 100 different ones
 */
record Labels(List<String> labels) implements Serializable {
  private static final int MIN = 2;
  private static final int MAX = 100;

  static final List<Parameter> PARAMETERS =
      List.of(
          Parameter.required("content", "string", "the text"),
          Parameter.required("labels", "array<string>", "2 to 100 different strings"));

  static Labels of(Arguments arguments) throws WrongArgumentException {
    List<String> labels = arguments.strings(1);
    if (labels.size() < MIN || labels.size() > MAX) {
      throw new WrongArgumentException(
          "labels must be %s to %s strings, and there are %s".formatted(MIN, MAX, labels.size()));
    }
    Optional<String> problem = Classify.validate(labels);
    if (problem.isPresent()) {
      throw new WrongArgumentException(problem.get());
    }
    return new Labels(labels);
  }

  Task<?> task(FunctionSettings.Prompts prompts) {
    return new Classify(prompts.about("classify.template", Classify.values(labels)), labels);
  }
}
