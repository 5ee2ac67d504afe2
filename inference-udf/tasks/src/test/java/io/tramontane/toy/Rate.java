package io.tramontane.toy;

import io.tramontane.config.SettingReader;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.task.AnswerFormat;
import io.tramontane.task.LabelChoice;
import io.tramontane.task.LabelScore;
import io.tramontane.task.Task;
import io.tramontane.task.TaskFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * Rate a document from 1 to a highest number of stars: a task that the product does not have, made
 * of this class, a line in {@code META-INF/services}, and its settings in {@code reference.conf}.
 *
 * @param stars the highest rating
 */
public record Rate(DocumentPrompt prompt, int stars) implements Task<List<LabelScore>> {
  private static final String TYPE = "rate";

  private static final Schema RATING =
      SchemaBuilder.record("Rating")
          .fields()
          .requiredInt("stars")
          .requiredDouble("probability")
          .requiredDouble("mean")
          .endRecord();

  private static final Schema COLUMNS =
      SchemaBuilder.record(TYPE)
          .fields()
          .name("rating")
          .type(SchemaBuilder.nullable().type(RATING))
          .withDefault(null)
          .endRecord();

  /** Reads the section {@code tramontane.task.rate}. */
  public static final class Factory implements TaskFactory {
    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public Rate read(SettingReader reader) {
      int stars = reader.integer("tramontane.task.rate.stars", 2, 9);
      Map<String, String> values = Map.of("stars", String.valueOf(stars));
      return new Rate(DocumentPrompt.read(reader, "tramontane.task.rate.template", values), stars);
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public AnswerFormat<List<LabelScore>> answerFormat() {
    return new LabelChoice(IntStream.rangeClosed(1, stars).mapToObj(String::valueOf).toList());
  }

  @Override
  public Schema columns() {
    return COLUMNS;
  }

  @Override
  public GenericRecord decode(List<LabelScore> scores) {
    GenericRecord rating = new GenericData.Record(RATING);
    rating.put("stars", Integer.parseInt(scores.get(0).label()));
    rating.put("probability", scores.get(0).probability());
    rating.put(
        "mean",
        scores.stream()
            .mapToDouble(score -> Integer.parseInt(score.label()) * score.probability())
            .sum());
    GenericRecord values = new GenericData.Record(COLUMNS);
    values.put("rating", rating);
    return values;
  }

  @Override
  public Map<String, ?> fingerprintParts() {
    return Map.of("stars", stars);
  }
}
