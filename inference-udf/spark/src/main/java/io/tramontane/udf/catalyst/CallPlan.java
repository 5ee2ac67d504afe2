package io.tramontane.udf.catalyst;

import io.tramontane.udf.function.Question;
import java.io.Serializable;

/** A call as it travels to executors. */
record CallPlan(AiFunction function, Question question) implements Serializable {}
