package io.tramontane.training;

import io.tramontane.task.Task;
import java.util.List;
import java.util.function.Function;

/**
 * A conversation about a document: what the job would be asked, and what is asked after that.
 *
 * <p>Further questions are cheap: the document, which is most of the tokens, is computed once for
 * all of them.
 *
 * @param task what the job would be asked
 * @param answer the right answer about a document
 * @param further what is asked in the turns after that
 */
record Exercise(Task<?> task, Function<PackageDescription, String> answer, List<Question> further) {
  Exercise {
    further = List.copyOf(further);
  }
}
