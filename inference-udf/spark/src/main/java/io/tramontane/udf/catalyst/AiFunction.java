package io.tramontane.udf.catalyst;

import io.tramontane.generate.Sampling;
import io.tramontane.prompt.Classify;
import io.tramontane.prompt.Generate;
import io.tramontane.prompt.LabelScore;
import io.tramontane.prompt.PromptSettings;
import io.tramontane.prompt.Summarize;
import io.tramontane.prompt.Task;
import io.tramontane.prompt.Truncation;
import io.tramontane.udf.function.FunctionSettings;
import io.tramontane.udf.function.Question;
import io.tramontane.udf.function.TextAnswer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * The SQL functions: what each takes, asks and gives. The first argument of each is the text; the
 * others are constants.
 */
enum AiFunction {
  AI_SUMMARIZE(
      1,
      2,
      "(content[, max_words]) - A summary of the content, in at most about max_words words (50 by default; 0 for no limit).") {
    @Override
    Optional<String> faultOf(Constants constants) {
      return constants.wholeNumber(1, "max_words", 0, 10_000);
    }

    @Override
    Question question(Constants constants, FunctionSettings.Prompts prompts) {
      int words = constants.integer(1, DEFAULT_WORDS);
      int tokens = words == 0 ? prompts.maxTokens() : Summarize.defaultMaxTokens(words);
      String template = words == 0 ? prompts.summarizeWithoutLimit() : prompts.summarize();
      return aboutDocument(
          new Summarize(template, words, tokens, Sampling.GREEDY, List.of()), prompts);
    }

    @Override
    DataType type() {
      return DataTypes.StringType;
    }

    @Override
    Object value(TextAnswer answer) {
      return UTF8String.fromString(((TextAnswer.Generated) answer).text());
    }

    @Override
    Optional<String> faultOf(TextAnswer answer) {
      return answer instanceof TextAnswer.Generated generated && generated.text().isEmpty()
          ? Optional.of("Cannot use the model's answer: it has no text. Leave such rows out.")
          : super.faultOf(answer);
    }
  },

  AI_CLASSIFY(
      2,
      2,
      "(content, labels) - The one of the labels, an array of 2 to 100 strings, that fits the content best.") {
    @Override
    Optional<String> faultOf(Constants constants) {
      return faultOfLabels(constants);
    }

    @Override
    Question question(Constants constants, FunctionSettings.Prompts prompts) {
      return aboutLabels(constants, prompts);
    }

    @Override
    DataType type() {
      return DataTypes.StringType;
    }

    @Override
    Object value(TextAnswer answer) {
      return UTF8String.fromString(((TextAnswer.Labelled) answer).scores().get(0).label());
    }
  },

  AI_CLASSIFY_SCORES(
      2,
      2,
      "(content, labels) - The probability of each of the labels, an array of 2 to 100 strings, the most probable first.") {
    @Override
    Optional<String> faultOf(Constants constants) {
      return faultOfLabels(constants);
    }

    @Override
    Question question(Constants constants, FunctionSettings.Prompts prompts) {
      return aboutLabels(constants, prompts);
    }

    @Override
    DataType type() {
      return new ArrayType(
          new StructType(
              new StructField[] {
                field("label", DataTypes.StringType, false),
                field("probability", DataTypes.DoubleType, false)
              }),
          false);
    }

    @Override
    Object value(TextAnswer answer) {
      return new GenericArrayData(
          ((TextAnswer.Labelled) answer).scores().stream().map(AiFunction::row).toArray());
    }
  },

  AI_GEN(1, 1, "(prompt) - The model's answer to the prompt.") {
    @Override
    Question question(Constants constants, FunctionSettings.Prompts prompts) {
      return toPrompt(new Generate(prompts.maxTokens(), Sampling.GREEDY, List.of()));
    }

    @Override
    DataType type() {
      return DataTypes.StringType;
    }

    @Override
    Object value(TextAnswer answer) {
      return UTF8String.fromString(((TextAnswer.Generated) answer).text());
    }
  },

  AI_QUERY(
      2,
      2,
      "(prompt, options) - The model's answer to the prompt, with what is to know about it. Options are a named_struct of any of max_tokens, temperature, top_p, seed, stop.") {
    @Override
    Optional<String> faultOf(Constants constants) {
      return QueryOptions.faultOf(constants);
    }

    @Override
    Question question(Constants constants, FunctionSettings.Prompts prompts) {
      QueryOptions options = QueryOptions.of(constants);
      return toPrompt(
          new Generate(
              options.maxTokens().orElse(prompts.maxTokens()), options.sampling(), options.stop()));
    }

    @Override
    DataType type() {
      return new StructType(
          new StructField[] {
            field("response", DataTypes.StringType, true),
            field("error", DataTypes.StringType, true),
            field("finish_reason", DataTypes.StringType, true),
            field("prompt_tokens", DataTypes.IntegerType, true),
            field("completion_tokens", DataTypes.IntegerType, true)
          });
    }

    @Override
    Object value(TextAnswer answer) {
      TextAnswer.Generated generated = (TextAnswer.Generated) answer;
      return new GenericInternalRow(
          new Object[] {
            UTF8String.fromString(generated.text()),
            null,
            UTF8String.fromString(generated.finishReason()),
            generated.promptTokens(),
            generated.completionTokens()
          });
    }

    @Override
    Object valueOfFailure(String reason) {
      return new GenericInternalRow(
          new @Nullable Object[] {null, UTF8String.fromString(reason), null, null, null});
    }
  },

  AI_COUNT_TOKENS(1, 1, "(content) - How many tokens the content has for the model.") {
    @Override
    Question question(Constants constants, FunctionSettings.Prompts prompts) {
      return new Question.TokenCount();
    }

    @Override
    DataType type() {
      return DataTypes.IntegerType;
    }

    @Override
    Object value(TextAnswer answer) {
      return ((TextAnswer.Counted) answer).tokens();
    }
  };

  private static final int DEFAULT_WORDS = 50;
  private static final int MIN_LABELS = 2;
  private static final int MAX_LABELS = 100;

  private final int leastArguments;
  private final int mostArguments;
  private final String usage;

  AiFunction(int leastArguments, int mostArguments, String usage) {
    this.leastArguments = leastArguments;
    this.mostArguments = mostArguments;
    this.usage = usage;
  }

  /** As SQL writes it. */
  String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For DESCRIBE FUNCTION: arguments and result. */
  String usage() {
    return usage;
  }

  /** All numbers of arguments that it takes. */
  List<Integer> argumentCounts() {
    return leastArguments == mostArguments
        ? List.of(mostArguments)
        : List.of(leastArguments, mostArguments);
  }

  /** What is wrong with the constants, if anything. */
  Optional<String> faultOf(Constants constants) {
    return Optional.empty();
  }

  /** What the model is asked about each text. */
  abstract Question question(Constants constants, FunctionSettings.Prompts prompts);

  /** The type of the result, which may always be null. */
  abstract DataType type();

  /** The result, as Spark holds it, of an answer in which there is no fault. */
  abstract Object value(TextAnswer answer);

  /** Why there is no result, though there was a text. */
  Optional<String> faultOf(TextAnswer answer) {
    return answer instanceof TextAnswer.Failed failed
        ? Optional.of(failed.reason())
        : Optional.empty();
  }

  /** The result where there is none, and the query is to go on. */
  @Nullable Object valueOfFailure(String reason) {
    return null;
  }

  private static Question aboutDocument(Task task, FunctionSettings.Prompts prompts) {
    return new Question.ToModel(
        new PromptSettings(task, prompts.truncation(), prompts.maxDocumentTokens()));
  }

  private static Question aboutLabels(Constants constants, FunctionSettings.Prompts prompts) {
    return aboutDocument(new Classify(prompts.classify(), constants.strings(1)), prompts);
  }

  /** A prompt is an instruction: cut, it would be another one. */
  private static Question toPrompt(Task task) {
    return new Question.ToModel(new PromptSettings(task, Truncation.NONE, Integer.MAX_VALUE));
  }

  private static Optional<String> faultOfLabels(Constants constants) {
    Optional<String> fault = constants.stringArray(1, "labels");
    if (fault.isPresent()) {
      return fault;
    }
    List<String> labels = constants.strings(1);
    if (labels.size() < MIN_LABELS || labels.size() > MAX_LABELS) {
      return Optional.of(
          "labels must be %d to %d strings, and there are %d"
              .formatted(MIN_LABELS, MAX_LABELS, labels.size()));
    }
    return Classify.faultOf(labels);
  }

  private static GenericInternalRow row(LabelScore score) {
    return new GenericInternalRow(
        new Object[] {UTF8String.fromString(score.label()), score.probability()});
  }

  private static StructField field(String name, DataType type, boolean nullable) {
    return DataTypes.createStructField(name, type, nullable);
  }
}
