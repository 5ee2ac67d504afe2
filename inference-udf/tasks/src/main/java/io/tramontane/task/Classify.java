package io.tramontane.task;

import io.tramontane.config.ReferenceConfig;
import io.tramontane.config.SettingReader;
import io.tramontane.evaluation.Evaluator;
import io.tramontane.evaluation.LabelEvaluator;
import io.tramontane.prompt.DocumentPrompt;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * Find which of some labels fits best, and how probable each is.
 *
 * @param prompt the question; its template may use {@code {labels}}, which gives them separated by
 *     commas
 * @param labels the possible answers
 */
public record Classify(DocumentPrompt prompt, List<String> labels)
    implements Task<List<LabelScore>> {
  private static final String TYPE = "classify";
  private static final String TEMPLATE_KEY = "tramontane.task.classify.template";

  private static final Schema SCORE =
      SchemaBuilder.record("Score")
          .namespace("io.tramontane.schema")
          .fields()
          .requiredString("label")
          .requiredDouble("probability")
          .endRecord();

  private static final Schema COLUMNS =
      SchemaBuilder.record(TYPE)
          .fields()
          .optionalString("output")
          .name("scores")
          .type(SchemaBuilder.nullable().array().items(SCORE))
          .withDefault(null)
          .endRecord();

  public Classify {
    labels = List.copyOf(labels);
  }

  /** Reads the section {@code tramontane.task.classify}. */
  public static final class Factory implements TaskFactory {
    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public Classify read(SettingReader reader) {
      List<String> labels =
          reader.texts("tramontane.task.classify.labels", given -> validate(given).orElse(null));
      return new Classify(DocumentPrompt.read(reader, TEMPLATE_KEY, values(labels)), labels);
    }
  }

  /**
   * The values of the template's placeholders.
   *
   * @param labels the possible answers
   */
  public static Map<String, String> values(List<String> labels) {
    return Map.of("labels", String.join(", ", labels));
  }

  /** The template that the jobs use where they are given no other. */
  public static String defaultTemplate() {
    return ReferenceConfig.text(TEMPLATE_KEY);
  }

  /**
   * What is wrong with labels, whatever the model.
   *
   * @return for people, without a full stop; nothing if they can be used
   */
  public static Optional<String> validate(List<String> labels) {
    Set<String> seen = new HashSet<>();
    List<String> twice = labels.stream().filter(label -> !seen.add(label)).distinct().toList();
    if (!twice.isEmpty()) {
      return Optional.of("labels stand in it more than once: " + String.join(", ", twice));
    }
    if (labels.stream().anyMatch(String::isBlank)) {
      return Optional.of("a label is blank");
    }
    return labels.isEmpty() ? Optional.of("there are no labels") : Optional.empty();
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public AnswerFormat<List<LabelScore>> answerFormat() {
    return new LabelChoice(labels);
  }

  /**
   * {@code output}, the most probable label, the first among equals; and {@code scores}, every
   * label with its probability in 0 to 1, the most probable first.
   */
  @Override
  public Schema columns() {
    return COLUMNS;
  }

  @Override
  public GenericRecord decode(List<LabelScore> scores) {
    GenericRecord values = new GenericData.Record(COLUMNS);
    values.put("output", scores.get(0).label());
    values.put("scores", scores.stream().map(Classify::record).toList());
    return values;
  }

  private static GenericRecord record(LabelScore score) {
    GenericRecord values = new GenericData.Record(SCORE);
    values.put("label", score.label());
    values.put("probability", score.probability());
    return values;
  }

  @Override
  public Map<String, ?> fingerprintParts() {
    return Map.of("labels", labels);
  }

  @Override
  public Optional<Evaluator> evaluator() {
    return Optional.of(new LabelEvaluator(labels));
  }
}
