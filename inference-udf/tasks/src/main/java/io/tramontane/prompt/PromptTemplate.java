package io.tramontane.prompt;

import io.tramontane.failure.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What stands around the document in a prompt.
 *
 * <p>A template is text with placeholders: {@code {text}} exactly once, for the document, and
 * others for values that are the same for all documents. A doubled brace stands for a single one.
 *
 * @param before what stands in front of the document
 * @param after what stands behind it
 */
record PromptTemplate(String before, String after) {
  private static final String DOCUMENT = "text";

  /**
   * Reads a template and fills in everything but the document.
   *
   * @param name of the template, for errors
   * @param values by placeholder
   * @throws InvalidInputException that lists every mistake in the template
   */
  static PromptTemplate parse(String name, String template, Map<String, String> values) {
    Parser parser = new Parser(template, values);
    parser.parse();
    if (!parser.problems.isEmpty()) {
      throw new InvalidInputException(
          "Cannot use the template to "
              + name
              + ": "
              + String.join("; ", parser.problems)
              + ". Placeholders are "
              + placeholders(values)
              + ", literal braces are {{ and }}.");
    }
    return new PromptTemplate(parser.before.toString(), parser.after.toString());
  }

  private static String placeholders(Map<String, String> values) {
    TreeSet<String> names = new TreeSet<>(values.keySet());
    names.add(DOCUMENT);
    return String.join(", ", names.stream().map(name -> "{" + name + "}").toList());
  }

  /** Reads one template, once. */
  private static final class Parser {
    private final String template;
    private final Map<String, String> values;
    private final StringBuilder before = new StringBuilder();
    private final StringBuilder after = new StringBuilder();
    private final List<String> problems = new ArrayList<>();
    private int documents;
    private int place;

    Parser(String template, Map<String, String> values) {
      this.template = template;
      this.values = values;
    }

    void parse() {
      while (place < template.length()) {
        char next = template.charAt(place);
        if (next != '{' && next != '}') {
          add(String.valueOf(next));
          place++;
        } else if (template.startsWith(String.valueOf(next).repeat(2), place)) {
          add(String.valueOf(next));
          place += 2;
        } else if (next == '{') {
          parsePlaceholder();
        } else {
          problems.add("the } at character " + (place + 1) + " closes nothing");
          place++;
        }
      }
      if (documents != 1) {
        problems.add("it has {text} " + documents + " times instead of once");
      }
      if (ControlStrings.canArise(before.toString(), after.toString())) {
        problems.add("what stands right next to {text} is a part of a control string like [INST]");
      }
    }

    private void parsePlaceholder() {
      int end = template.indexOf('}', place);
      if (end < 0) {
        problems.add("the { at character " + (place + 1) + " is never closed");
        place = template.length();
        return;
      }
      String name = template.substring(place + 1, end);
      String value = values.get(name);
      if (name.equals(DOCUMENT)) {
        documents++;
      } else if (value == null) {
        problems.add("{" + name + "} is no placeholder");
      } else {
        add(value);
      }
      place = end + 1;
    }

    private void add(String text) {
      (documents == 0 ? before : after).append(text);
    }
  }
}
