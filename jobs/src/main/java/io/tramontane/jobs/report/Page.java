package io.tramontane.jobs.report;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A page of HTML: a template that names methods of the page in its braces, with style, script and
 * chart library inside it. A template escapes everything that it takes from a page, except style,
 * script, chart library and its licence.
 */
abstract class Page {
  private static String resource(String name) {
    try (InputStream stream = Page.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("The build left out " + name + ".");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fills a template, which may include others by name. */
  final String render(String template) {
    return Mustache.compiler()
        .emptyStringIsFalse(true)
        .withLoader(name -> new StringReader(resource(name + ".mustache")))
        .compile(resource(template + ".mustache"))
        .execute(this);
  }

  final String style() {
    return resource("report.css");
  }

  final String script() {
    return resource("report.js");
  }

  final String chartLibrary() {
    return resource("chartjs/chart.umd.min.js");
  }

  final String chartLibraryLicense() {
    return resource("chartjs/LICENSE.md");
  }
}
