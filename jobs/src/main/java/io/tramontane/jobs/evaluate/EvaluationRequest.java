package io.tramontane.jobs.evaluate;

import io.tramontane.jobs.config.StandIns;
import io.tramontane.jobs.sink.RunFolders;
import java.util.Optional;

/**
 * What to evaluate.
 *
 * @param run the run
 * @param against a run of the same documents to compare it with
 * @param goldColumn the column with the right answers
 * @param goldFile the file or folder with that column; empty: the run's corpus
 * @param sliceColumn a column of the corpus, for each of whose values metrics are computed too
 * @param standIns settings in the place of the run's, such as where the corpus is now
 */
public record EvaluationRequest(
    RunFolders run,
    Optional<RunFolders> against,
    String goldColumn,
    Optional<String> goldFile,
    Optional<String> sliceColumn,
    StandIns standIns) {}
